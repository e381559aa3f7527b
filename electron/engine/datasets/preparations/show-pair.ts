import { percentileRange, toDisplay } from '../../imaging/display.ts';
import { sideBySide } from '../../imaging/montage.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { PreparationContext } from '../preparation.ts';

/** Shows input and target next to each other, each over its own percentiles. */
export function showPair(context: PreparationContext, name: string, input: Raster, target: Raster): void {
  const shown = [input, target].map((raster) => toDisplay(raster, percentileRange(raster)));
  context.picture(
    `pair ${name}`,
    'Input left, target right, each over its 0.5 to 99.5 percentiles.',
    sideBySide(shown),
  );
}
