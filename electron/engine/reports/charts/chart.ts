/** The numbers behind a chart: what its CSV file and its HTML table hold. */
export interface ChartTable {
  columns: string[];
  rows: (string | number | null)[][];
}

/** A chart as it is shown, saved and read by those who cannot see it. */
export interface Chart {
  title: string;
  /** A whole SVG document of fixed colours, its text as text; no script and no style sheet in it. */
  svg: string;
  table: ChartTable;
}

export interface ChartSize {
  /** Pixels. */
  width?: number;
  height?: number;
}

/** What an axis shows, with its unit. */
export interface Axis {
  label: string;
  /** Values that it has to reach at least; else those of the data alone. */
  low?: number;
  high?: number;
}
