import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPhoto } from '../../electron/engine/formats/open-photo.ts';
import { greyPlane } from '../../electron/engine/handlers/runs/evaluation/grey-plane.ts';
import type { TrainingImages } from '../../electron/engine/handlers/runs/training-distribution.ts';
import { lookAtTraining, unlikeTraining } from '../../electron/engine/handlers/runs/training-distribution.ts';
import { gaussianBlur } from '../../electron/engine/imaging/gaussian-blur.ts';
import type { Raster } from '../../electron/engine/imaging/raster.ts';
import { crop } from '../../electron/engine/imaging/raster.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const [photos, sections] = [join(data, 'bccd/JPEGImages'), join(data, 'vnc/raw')];

/** Blurred, as MicroGAN's inputs are. */
const photo = async (i: number): Promise<Raster> => {
  const names = readdirSync(photos).sort();
  return gaussianBlur(await openPhoto(join(photos, names[i] as string)), 15);
};
const cellOf = async (i: number): Promise<Raster> =>
  crop(await photo(i), { x: 100 + ((i * 37) % 300), y: 80 + ((i * 53) % 250), width: 90, height: 85 });

function moments({ data: pixels }: { data: ArrayLike<number> }): { mean: number; sd: number } {
  const values = Array.from(pixels);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: Math.sqrt(squares / values.length) };
}

/** A grey image as one of three channels with another's brightness and contrast. */
function dressedAs(image: Raster, other: Raster): Raster {
  const [own, wanted] = [moments(greyPlane(image)), moments(greyPlane(other))];
  const pixels = new Uint8Array(image.width * image.height * 3);
  greyPlane(image).data.forEach((value: number, i: number) => {
    const level = ((value - own.mean) / own.sd) * wanted.sd + wanted.mean;
    pixels.fill(Math.max(0, Math.min(255, Math.round(level))), 3 * i, 3 * i + 3);
  });
  return { ...image, channels: 3, data: pixels };
}

describe.skipIf(!existsSync(photos) || !existsSync(sections))(
  'images unlike a cell model’s training images',
  () => {
    let training: TrainingImages;
    let cells: Raster[];
    beforeAll(async () => {
      cells = await Promise.all([...Array(16).keys()].map((i) => cellOf(4 * i)));
      training = await lookAtTraining({
        ids: () => cells.map((_, i) => String(i)),
        load: async (id) => ({ id, input: cells[Number(id)] as Raster, truth: cells[Number(id)] as Raster }),
      });
    }, 60_000);

    it('are electron micrographs, also with the brightness and contrast of cells', async () => {
      const section = await openPhoto(join(sections, '00.tif'));
      const reasons = unlikeTraining(training, section);
      expect(reasons[0]).toBe('it has one channel and the training images three channels');
      expect(reasons.join(' ')).toContain('its standard deviation of');
      const dressed = unlikeTraining(training, dressedAs(section, cells[0] as Raster));
      expect(dressed.join(' ')).toMatch(/its texture lies [\d.]+ times as far/);
    });

    it('are not held-out cells or whole photos of cells, but for one in ten', async () => {
      const others = await Promise.all([...Array(20).keys()].map((i) => cellOf(100 + 3 * i)));
      const whole = await Promise.all([101, 130, 160].map(photo));
      const unlike = [...others, ...whole].filter((image) => unlikeTraining(training, image).length > 0);
      expect(unlike.length).toBeLessThanOrEqual(2);
    });

    it('cannot be told from two images, and an image too small is not judged', async () => {
      const few = await lookAtTraining({
        ids: () => ['0', '1'],
        load: async (id) => ({ id, input: cells[Number(id)] as Raster, truth: cells[Number(id)] as Raster }),
      });
      expect(few.distribution).toBeNull();
      const tiny = crop(cells[0] as Raster, { x: 0, y: 0, width: 5, height: 5 });
      expect(unlikeTraining(training, tiny)).toEqual([]);
    });
  },
);
