import { percentileRange, toDisplay } from '../../imaging/display.ts';
import { montage, sideBySide } from '../../imaging/montage.ts';
import type { Raster } from '../../imaging/raster.ts';
import { checkerboard, overlay } from '../../imaging/volume/compare-slices.ts';
import { resampleSlice } from '../../imaging/volume/resample-volume.ts';
import { sliceGrid, takeSlice, upright } from '../../imaging/volume/slices.ts';
import type { SliceAxis } from '../../imaging/volume/slices.ts';
import type { Volume } from '../../imaging/volume/volume.ts';
import type { PreparationContext } from '../preparation.ts';
import type { Laid } from './lay-volume.ts';

interface Shown {
  target: Volume;
  input: Volume;
  laid: Laid;
  axis: SliceAxis;
  indices: readonly number[];
}

/** The middle slice before and after registration, and pairs of slices over the range. */
export function showVolumes(context: PreparationContext, stem: string, shown: Shown): void {
  const { target, indices, axis, laid } = shown;
  const middle = indices[Math.floor(indices.length / 2)] as number;
  const after = inputSlice(shown, middle, laid.transform);
  const truth = eightBit(takeSlice(target, axis, middle));
  const rows = [overlay(truth, after), checkerboard(truth, after)];
  if (laid.transform) rows.unshift(overlay(truth, inputSlice(shown, middle, null)));
  context.picture(
    `${stem} overlay`,
    `Slice ${middle}: target and input in two colours${laid.transform ? ', by headers and registered' : ''}, and as a chequerboard. ${laid.note}`,
    sideBySide(rows),
  );
  const few = [
    ...new Set([0, 1, 2, 3].map((i) => indices[Math.round((i / 3) * (indices.length - 1))] as number)),
  ];
  const pairs = few.flatMap((index) => [
    inputSlice(shown, index, laid.transform),
    eightBit(takeSlice(target, axis, index)),
  ]);
  context.picture(
    `${stem} slices`,
    `Input and target, slices ${few.join(', ')}.`,
    montage(pairs, { columns: 4 }),
  );
}

function inputSlice({ target, input, axis }: Shown, index: number, transform: Laid['transform']): Raster {
  const grid = sliceGrid(target, axis, index);
  const { data } = resampleSlice(input, grid, 0, transform ? { transform } : {});
  const [width, height] = grid.size;
  return eightBit({ width, height, channels: 1, dtype: 'float32', data, notes: [] });
}

/** As people look at a head: anterior at the top. */
function eightBit(slice: Raster): Raster {
  return upright(toDisplay(slice, percentileRange(slice)));
}
