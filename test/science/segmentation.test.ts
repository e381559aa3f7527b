import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openPhoto } from '../../electron/engine/formats/open-photo.ts';
import type { Rectangle } from '../../electron/engine/imaging/raster.ts';
import { segmentCells } from '../../electron/engine/imaging/segment-cells.ts';
import { matchBoxes, scoreBoxes } from '../../electron/engine/metrics/box-matching.ts';
import { readVocBoxes } from './voc-boxes.ts';
import type { LabelledBox } from './voc-boxes.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const [bccd, yeast] = [join(data, 'bccd'), join(data, 'timelapse_yeast_16bit')];
const photoSize = { width: 640, height: 480 };

type Scored = { found: Rectangle[]; truth: LabelledBox[]; diameter: number };

/** The photos of a published list, segmented with the defaults; platelets are not cells here. */
async function segmentList(list: string): Promise<Scored[]> {
  const names = readFileSync(join(bccd, list), 'utf8').split(/\s+/).filter(Boolean);
  const photos: Scored[] = [];
  for (const name of names) {
    const raster = await openPhoto(join(bccd, 'JPEGImages', `${name}.jpg`));
    const { cells, estimate } = await segmentCells(raster);
    const boxes = readVocBoxes(join(bccd, 'Annotations', `${name}.xml`));
    const truth = boxes.filter(({ label }) => label !== 'Platelets');
    photos.push({ found: cells, truth, diameter: estimate.diameter });
  }
  return photos;
}

function recallOf(photos: Scored[], label: string): number {
  const wanted = photos.flatMap(({ truth }) => truth).filter((box) => box.label === label).length;
  const hits = photos.flatMap(({ found, truth }) =>
    matchBoxes(found, truth).filter((match) => truth[match.truth]?.label === label),
  );
  return hits.length / wanted;
}

/** Without the boxes within two pixels of the photo's border, whose unseen part annotators had to guess. */
function inside(boxes: Rectangle[]): Rectangle[] {
  return boxes.filter(
    ({ x, y, width, height }) =>
      x > 2 && y > 2 && x + width < photoSize.width - 2 && y + height < photoSize.height - 2,
  );
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;

describe.skipIf(!existsSync(bccd))(
  'stained cells: the validation photos, against the published boxes',
  () => {
    it('finds red and white cells at IoU 0.5', { timeout: 300_000 }, async () => {
      const photos = await segmentList('val.txt');
      const all = scoreBoxes(photos);
      const interior = scoreBoxes(
        photos.map(({ found, truth }) => ({ found: inside(found), truth: inside(truth) })),
      );
      const [red, white] = [recallOf(photos, 'RBC'), recallOf(photos, 'WBC')];
      const ratios = photos.flatMap(({ diameter, truth }) => {
        const widths = truth
          .filter(({ label }) => label === 'RBC')
          .map((box) => Math.sqrt(box.width * box.height));
        return widths.length >= 3 ? [diameter / median(widths)] : [];
      });
      const line = ({ precision, recall, f1, meanIou }: typeof all) =>
        [precision, recall, f1, meanIou].map((value) => value.toFixed(3)).join(' ');
      process.stdout.write(
        `Segmentation of ${photos.length} photos, precision recall F1 IoU: all boxes ${line(all)}; ` +
          `none at the border ${line(interior)}; recall RBC ${red.toFixed(3)}, WBC ${white.toFixed(3)}\n`,
      );
      expect(all.f1).toBeGreaterThan(0.69);
      expect(interior.f1).toBeGreaterThan(0.69);
      expect(all.meanIou).toBeGreaterThan(0.76);
      expect(white).toBeGreaterThanOrEqual(0.92);
      expect(median(ratios)).toBeGreaterThan(0.9);
      expect(median(ratios)).toBeLessThan(1.1);
      expect(ratios.filter((ratio) => ratio < 0.75 || ratio > 1.3)).toEqual([]);
    });
  },
);

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
