import type { z } from 'zod';
import type { DatasetDocument, DatasetItem, Parameters, Splitting } from '../../contract/datasets.ts';
import type { PlaneIndex, PlaneMetadata, SourceInfo } from '../../contract/images.ts';
import type { Raster, Rectangle } from '../imaging/raster.ts';
import type { Volume } from '../imaging/volume/volume.ts';

/** A source file as a preparation sees it. */
export interface PreparationSource {
  /** As project and dataset name it. */
  name: string;
  /** Absolute path. */
  file: string;
  sha256: string;
  info: SourceInfo;
}

/** Which picture of a source: `c` null takes all channels of an RGB picture, else the first channel. */
export interface PictureIndex {
  /** Which image of a file that holds several; the first where not said. */
  series?: number;
  t: number;
  c: number | null;
  z: number;
}

/** What a preparation is given to work with. */
export interface PreparationContext {
  sources: readonly PreparationSource[];
  /** Pixels of a source by its name. @throws AbbeError naming the file where it is damaged or has changed. */
  raster(source: string, index: PictureIndex, box?: Rectangle): Promise<Raster>;
  /** All slices of one time point (first channel), in RAS millimetres. @throws AbbeError naming the file. */
  volume(source: string, t: number): Promise<Volume>;
  /** What the headers say of another image (series) of a source than its first. */
  info(source: string, series: number): Promise<SourceInfo>;
  /** What the file says of one plane: exposure, time. */
  metadata(source: string, index: PlaneIndex, series?: number): Promise<PlaneMetadata>;
  /** A file beside the images (a table, boxes), whole. @throws AbbeError naming it. */
  text(file: string): Promise<string>;
  /** The labels of an MNIST idx1 file, plain or gzipped. @throws AbbeError naming it. */
  idxLabels(file: string): Promise<ArrayLike<number>>;
  /** Progress; throws once cancelled. */
  tell(done: number, total: number, message: string): Promise<void>;
  /** Shows a step as a picture (8-bit); the name is also a file's name, without its ending. */
  picture(name: string, caption: string, raster: Raster): void;
}

/** What needs no pixels. */
export type MatchContext = Pick<PreparationContext, 'sources' | 'info' | 'text'>;

/** An item before it is dealt to a split. */
export type PreparedItem = Omit<DatasetItem, 'split' | 'tags' | 'note'>;

export interface Prepared {
  /** Those that are set aside too: `included` false, with a reason. */
  items: PreparedItem[];
  skipped: { file: string; reason: string }[];
  classes?: DatasetDocument['classes'];
  notes: string[];
}

/** Files that together give items. */
export interface MatchRow {
  /** What they share: what wildcards stand for, or a name. */
  key: string;
  /** The first one is what sessions and subjects are read from. */
  files: { role: string; source: PreparationSource }[];
  /** Roles that no file plays; such a row gives nothing. */
  missing: string[];
  label: string | null;
  session: string | null;
  subject: string | null;
}

export interface Matched {
  rows: MatchRow[];
  unmatched: Prepared['skipped'];
}

/** A way from raw files to the items of a dataset: one file in preparations/ and one line in its index.ts. */
export interface Preparation {
  id: string;
  title: string;
  description: string;
  paper: string | null;
  /** Validates parameters, fills defaults; titles, units and help live in its metadata. */
  schema: z.ZodType<Record<string, unknown>>;
  presets: Record<string, Parameters>;
  /** What splits keep together unless asked otherwise. */
  splitBy: Splitting['by'];
  /** Whether inputs are made of the targets (`degradation`), as items have none of their own. */
  degrades: boolean;
  /**
   * Which files belong together, by names and headers alone.
   * @throws AbbeError invalid-input where the parameters cannot be understood.
   */
  match(context: MatchContext, parameters: Parameters): Promise<Matched>;
  /** Why files that match are yet only perhaps what is meant, in a sentence; null where they are. */
  doubt(rows: readonly MatchRow[]): string | null;
  /** @throws AbbeError invalid-input where nothing can be made of the sources at all. */
  prepare(context: PreparationContext, parameters: Parameters): Promise<Prepared>;
}
