import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readVocBoxes } from '../../electron/engine/datasets/voc-boxes.ts';
import type { LabelledBox } from '../../electron/engine/datasets/voc-boxes.ts';
import { openPhoto } from '../../electron/engine/formats/open-photo.ts';
import type { FoundCell } from '../../electron/engine/imaging/measure-cells.ts';
import { segmentCells } from '../../electron/engine/imaging/segment-cells.ts';
import type { SegmentParameters } from '../../electron/engine/imaging/segment-parameters.ts';
import { scoreBoxes } from '../../electron/engine/metrics/box-matching.ts';
import { describeScore, scoreCells } from '../../electron/hosts/commands/segment-score.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const [bccd, yeast] = [join(data, 'bccd'), join(data, 'timelapse_yeast_16bit')];
const annotations = join(bccd, 'Annotations');

type Segmented = { file: string; cells: FoundCell[]; truth: LabelledBox[]; diameter: number };

/** Photos of a published list, segmented. */
async function segmentList(
  list: string,
  parameters: Partial<SegmentParameters> = {},
  every = 1,
): Promise<Segmented[]> {
  const names = readFileSync(join(bccd, list), 'utf8').split(/\s+/).filter(Boolean);
  const photos: Segmented[] = [];
  for (const name of names.filter((_, i) => i % every === 0)) {
    const file = join(bccd, 'JPEGImages', `${name}.jpg`);
    const { cells, estimate } = await segmentCells(await openPhoto(file), parameters);
    const { boxes } = await readVocBoxes(join(annotations, `${name}.xml`));
    photos.push({ file, cells, truth: boxes, diameter: estimate.diameter });
  }
  return photos;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;

/** Estimated diameter over the median red cell's box, one number a photo with at least three. */
function diameterRatios(photos: Segmented[]): number[] {
  return photos.flatMap(({ diameter, truth }) => {
    const red = truth.filter(({ label }) => label === 'RBC');
    const widths = red.map(({ box }) => Math.sqrt(box.width * box.height));
    return widths.length >= 3 ? [diameter / median(widths)] : [];
  });
}

describe.skipIf(!existsSync(bccd))('stained cells against the published boxes', () => {
  it('finds red and white cells of the validation photos at IoU 0.5', { timeout: 300_000 }, async () => {
    const photos = await segmentList('val.txt');
    const score = await scoreCells(annotations, photos);
    process.stdout.write(`${describeScore(score)}\n`);
    expect(score).toMatchObject({ photos: 87, notScored: [] });
    const { all, red, white } = score;
    expect(all.strict.f1).toBeGreaterThan(0.69);
    expect(all.strict.meanIou).toBeGreaterThan(0.76);
    expect(red.strict.f1).toBeGreaterThan(0.68);
    expect(white.strict.recall).toBeGreaterThanOrEqual(0.9);
    // Who finds a white cell as a red one has a box for it nevertheless.
    const whiteBoxes = photos.map(({ cells, truth }) => ({
      found: cells,
      truth: truth.filter(({ label }) => label === 'WBC').map(({ box }) => box),
    }));
    expect(scoreBoxes(whiteBoxes).recall).toBeGreaterThanOrEqual(0.92);
    expect(all.borderTolerant.precision).toBeGreaterThan(all.strict.precision ?? 1);
    expect(all.borderTolerant.recall).toBe(all.strict.recall);
    const ratios = diameterRatios(photos);
    expect(median(ratios)).toBeGreaterThan(0.9);
    expect(median(ratios)).toBeLessThan(1.1);
    expect(ratios.filter((ratio) => ratio < 0.75 || ratio > 1.3)).toEqual([]);
  });

  it('names the two boxes without area', async () => {
    const files = readdirSync(annotations).map((name) => join(annotations, name));
    const problems = (await Promise.all(files.map((file) => readVocBoxes(file)))).flatMap(
      (found) => found.problems,
    );
    expect(problems).toHaveLength(2);
    for (const problem of problems) expect(problem).toMatch(/^Box \d+ \(\w+: .*\) has no area\.$/);
  });
});

describe.skipIf(!existsSync(yeast))('yeast, 16-bit', () => {
  it('finds the few cells in noise and shading', async () => {
    const raster = await openPhoto(join(yeast, 't01xy0012.tif'));
    expect(raster).toMatchObject({ dtype: 'uint16', channels: 1 });
    const { cells } = await segmentCells(raster);
    // Seen by eye in the picture: seven cells or clumps of them that are sharp, at x, y.
    const seen = [
      [655, 68],
      [303, 257],
      [591, 411],
      [741, 452],
      [259, 502],
      [540, 520],
      [368, 590],
    ] as const;
    for (const [x, y] of seen) {
      const at = cells.filter(
        (box) => Math.abs(box.x + box.width / 2 - x) < 15 && Math.abs(box.y + box.height / 2 - y) < 15,
      );
      expect(at, `a cell at ${x}, ${y}`).not.toHaveLength(0);
    }
    expect(cells.length).toBeLessThan(12);
  });
});

if (!existsSync(bccd) || !existsSync(yeast)) {
  process.stderr.write(
    'The photos of ../shared/data are absent: the scores of the segmentation are not tested.\n',
  );
}
