import type { ImageScores } from '../../../contract/metric-methods.ts';
import type { Raster } from '../../imaging/raster.ts';

/** One image by all runs side by side, in the file's own numbers. */
export interface ComparisonExample {
  /** Why this one is shown, e.g. “Median by the runs’ mean PSNR”. */
  title: string;
  id: string;
  /** Side of a pixel; null where the file does not say. */
  pixelSize: { x: number; unit: string } | null;
  pictures: {
    caption: string;
    raster: Raster;
    score?: ImageScores | undefined;
    /** Gives the contrast of the others. */
    isTruth?: boolean;
  }[];
}
