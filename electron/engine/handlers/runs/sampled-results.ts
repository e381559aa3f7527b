import { mkdtemp, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Raster } from '../../imaging/raster.ts';
import type { Sampling } from '../../inference/disagreement.ts';
import { disagreement } from '../../inference/disagreement.ts';
import type { Generator } from './generator-pool.ts';

/** Makes the pictures of a file one after another. */
export type Pictures = Pick<Generator, 'translate'>;

/**
 * A generator whose results are means of repeated ones. Their standard deviations wait in a temporary file, as a
 * movie's do not fit into memory, and come back in the same order for a file of their own.
 */
export class SampledResults {
  readonly #generator: Generator;
  readonly #sampling: Sampling;
  readonly #folder: string;
  readonly #file: FileHandle;
  /** Without their pixels, which lie in the file one after another. */
  readonly #shapes: Raster[] = [];

  private constructor(generator: Generator, sampling: Sampling, folder: string, file: FileHandle) {
    this.#generator = generator;
    this.#sampling = sampling;
    this.#folder = folder;
    this.#file = file;
  }

  static async open(generator: Generator, sampling: Sampling): Promise<SampledResults> {
    const folder = await mkdtemp(join(tmpdir(), 'abbe-samples-'));
    return new SampledResults(generator, sampling, folder, await open(join(folder, 'deviations'), 'w+'));
  }

  readonly means: Pictures = {
    translate: async (image, options) => {
      const { mean, deviation } = await disagreement(this.#generator, image, this.#sampling, options);
      const { buffer, byteOffset, byteLength } = deviation.data;
      await this.#file.write(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
      this.#shapes.push({ ...deviation, data: new Float32Array(0) });
      return mean;
    },
  };

  /** The deviations in the order of the means. */
  deviations(): Pictures {
    let next = 0;
    let position = 0;
    return {
      translate: async () => {
        const shape = this.#shapes[next];
        if (!shape) throw new RangeError('There is one deviation for each mean.');
        const data = new Float32Array(shape.width * shape.height * shape.channels);
        await this.#file.read(new Uint8Array(data.buffer), 0, data.byteLength, position);
        next += 1;
        position += data.byteLength;
        return { ...shape, data };
      },
    };
  }

  async close(): Promise<void> {
    await this.#file.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
