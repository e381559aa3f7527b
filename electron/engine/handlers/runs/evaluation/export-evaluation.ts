import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { ImageSet } from '../../../../contract/evaluation-measures.ts';
import type { Evaluation, ImageScore } from '../../../../contract/evaluation.ts';
import { evaluationSchema } from '../../../../contract/evaluation.ts';
import { writePng } from '../../../formats/png.ts';
import { writeOmeTiff } from '../../../formats/tiff/write-ome-tiff.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { allocate } from '../../../imaging/raster.ts';
import { fileError } from '../../../projects/file-errors.ts';
import { documentText } from '../../../projects/json-document.ts';
import type { ImageOfSet } from './scores-csv.ts';
import { imagesCsv, scoresCsv } from './scores-csv.ts';
import type { ScoredPair } from './scored-pair.ts';

/** The images of one pair as they were scored, by the part they have. */
export type ExportedImages = Record<'input' | 'scoredInput' | 'result' | 'truth', string>;

/**
 * Writes an evaluation into a folder, so that anyone can compute its numbers again: `evaluation.json`, `scores.csv`
 * (a line an image), and on request in `images` every input, the input as it is scored, result and truth, in their
 * own numbers. Of images made of noise these and the real ones that they are compared with, and `images.csv`.
 */
export class EvaluationExport {
  readonly #folder: string;
  readonly #images: boolean;
  readonly #files = new Map<string, ExportedImages>();
  readonly #ofSets: ImageOfSet[] = [];

  constructor(folder: string, images: boolean) {
    this.#folder = folder;
    this.#images = images;
  }

  async addPair({ item, input, baseline, result, truth }: ScoredPair): Promise<void> {
    if (!this.#images) return;
    const number = String(this.#files.size + 1).padStart(4, '0');
    const name = `${number}-${item.id.replace(/[^\p{L}\p{N}._-]+/gu, '_')}`;
    const write = (part: string, raster: Raster): Promise<string> => this.#write(`${name}-${part}`, raster);
    this.#files.set(item.id, {
      input: await write('input', input),
      scoredInput: baseline === input ? await write('input', input) : await write('scored-input', baseline),
      result: await write('result', result),
      truth: await write('truth', truth),
    });
  }

  /** An image that was compared as one of a set, in its own pixels: made of noise, or a view of a real one. */
  async addOfSet(set: ImageSet, number: number, image: Raster): Promise<void> {
    if (!this.#images) return;
    const file = await this.#write(`${set}-${String(number).padStart(4, '0')}`, image);
    const { width, height } = image;
    this.#ofSets.push({ set, number, file, width, height });
  }

  /** Told once all pairs are, or all sets. */
  async finish(evaluation: Evaluation): Promise<void> {
    await this.#put('evaluation.json', documentText(evaluationSchema, evaluation));
    if (evaluation.task === 'generation') {
      if (this.#images) await this.#put('images.csv', imagesCsv(this.#ofSets, evaluation));
      return;
    }
    const filesOf = ({ id }: ImageScore): ExportedImages | null => this.#files.get(id) ?? null;
    await this.#put('scores.csv', scoresCsv(evaluation, filesOf));
  }

  async #put(name: string, text: string): Promise<void> {
    await this.#writing(name, async (file) => writeFileAtomic(file, text));
  }

  async #write(name: string, raster: Raster): Promise<string> {
    const whole = raster.dtype !== 'float32';
    const path = join('images', `${name}${whole ? '.png' : '.ome.tif'}`);
    await this.#writing(path, (file) => (whole ? writePng(file, raster) : writeFloats(file, raster)));
    return path.replaceAll('\\', '/');
  }

  async #writing(name: string, write: (file: string) => Promise<void>): Promise<void> {
    const file = join(this.#folder, name);
    try {
      await mkdir(join(file, '..'), { recursive: true });
      await write(file);
    } catch (thrown) {
      throw fileError(file, 'written', thrown);
    }
  }
}

function writeFloats(file: string, { width, height, channels, dtype, data }: Raster): Promise<void> {
  return writeOmeTiff(file, {
    shape: [1, channels, 1, height, width],
    ...{ dtype, pixelSize: null, channels: [] },
    plane({ c }) {
      const plane = allocate(dtype, width * height);
      for (let i = 0; i < plane.length; i += 1) plane[i] = data[i * channels + c] as number;
      return plane;
    },
  });
}
