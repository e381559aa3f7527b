import { AbbeError } from '../../../contract/errors.ts';
import { mirrorTo } from '../../imaging/mirror.ts';
import { applyScaling, undoScaling } from '../../imaging/normalise.ts';
import { crop } from '../../imaging/raster.ts';
import type { Raster } from '../../imaging/raster.ts';
import { resolutionAt } from '../../networks/progressive/stages.ts';
import type { ProgressiveNetwork } from '../../networks/progressive/stages.ts';
import type { Program } from '../../runtime/program.ts';
import type { Tensor4D } from '../../runtime/tensorflow.ts';
import type { TranslateOptions } from '../../training/trainer.ts';
import type { ExportedNetwork, ExportRequest } from '../exported-network.ts';
import { asExported, requireOnlySize } from '../exported-network.ts';
import type { PairKind } from '../paired/kind.ts';
import { enlarge, generate, shrink } from './fade.ts';
import type { ProgressiveParameters } from './parameters.ts';
import { Blend, gridOf } from './tiles.ts';

/** Pixels of the tiles that go through together: 16 of 64 px, one of 256 px. */
const pixelsTogether = 2 ** 16;

/** How far the networks whose results are shown have grown. */
export interface Shown {
  stage: number;
  /** Below 1 while the stage fades in. */
  alpha: number;
}

interface ProgressiveOutputOptions {
  program: Program;
  network: ProgressiveNetwork;
  kind: PairKind;
  parameters: ProgressiveParameters;
  shown: Shown;
}

/**
 * The generator on images of any size, by overlapping squares of the full resolution. Before it is fully grown a
 * square is averaged down to the stage's side and the result repeated up to its own.
 */
export class ProgressiveOutput {
  shown: Shown;
  readonly #program: Program;
  readonly #network: ProgressiveNetwork;
  readonly #kind: PairKind;
  readonly #parameters: ProgressiveParameters;

  constructor({ program, network, kind, parameters, shown }: ProgressiveOutputOptions) {
    this.#program = program;
    this.#network = network;
    this.#kind = kind;
    this.#parameters = parameters;
    this.shown = shown;
  }

  /** Adds what a stage needs to what is compiled next. */
  prepare(stage: number): void {
    for (const fading of stage === 0 ? [false] : [true, false]) this.#define(stage, fading);
  }

  /**
   * @returns an image of the input's size and of the type and range of the targets of training.
   * @throws AbbeError invalid-input for other channels than those of training; cancelled.
   */
  async translate(image: Raster, { signal, onProgress }: TranslateOptions = {}): Promise<Raster> {
    const job = this.#begin(image);
    for (let done = 0; done < job.runs; done += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted) throw new AbbeError('cancelled', 'Cancelled.');
      onProgress?.(done, job.runs);
      job.run(done);
    }
    onProgress?.(job.runs, job.runs);
    return job.result();
  }

  /** As `translate`, at once. */
  translateNow(image: Raster): Raster {
    const job = this.#begin(image);
    for (let done = 0; done < job.runs; done += 1) job.run(done);
    return job.result();
  }

  /** The network on one square of its full resolution, as far as it has grown. */
  exported({ size, image }: ExportRequest): ExportedNetwork {
    const { resolution } = this.#parameters;
    const { inputs, outputs, inputDtype, outputDtype, input, output } = this.#kind;
    const square = { width: resolution, height: resolution };
    requireOnlySize(size, square, 'A network that has grown takes squares of its own side alone');
    const { stage, alpha } = this.shown;
    const entry = this.#define(stage, alpha < 1, 1);
    const dtype = image?.dtype ?? inputDtype;
    return {
      input: { ...square, name: 'input', channels: inputs, kind: 'image', scaling: input, dtype },
      output: {
        ...square,
        ...{ name: 'result', channels: outputs, kind: 'image', scaling: output, dtype: outputDtype },
      },
      stride: resolution,
      receptiveRadius: Infinity,
      dropout: false,
      ...asExported(this.#program, entry, { input: 'input', output: 'result' }, { alpha }),
    };
  }

  #begin(image: Raster): { runs: number; run(index: number): void; result(): Raster } {
    requireChannels(image, this.#kind);
    const { resolution: side } = this.#parameters;
    const { outputs, outputDtype, output, input } = this.#kind;
    const even = mirrorTo(image, Math.max(side, image.width), Math.max(side, image.height));
    const { width, height } = even;
    const values: Raster = { ...even, dtype: 'float32', data: applyScaling(even.data, input) };
    const { places } = gridOf(width, height, side, side / 2);
    const blend = new Blend(width, height, outputs, side, side / 2);
    const together = this.#together;
    return {
      runs: Math.ceil(places.length / together),
      run: (index) => {
        const some = places.slice(index * together, (index + 1) * together);
        const tiles = some.map((place) => crop(values, { ...place, width: side, height: side }).data);
        this.#run(tiles).forEach((tile, i) => blend.add(some[i] as { x: number; y: number }, tile));
      },
      result: () => {
        const shape = { width, height, channels: outputs, dtype: outputDtype };
        const whole = undoScaling(blend.result(), shape, output);
        return crop(whole, { x: 0, y: 0, width: image.width, height: image.height });
      },
    };
  }

  get #together(): number {
    return Math.max(1, Math.floor(pixelsTogether / this.#parameters.resolution ** 2));
  }

  #run(tiles: readonly ArrayLike<number>[]): Float32Array[] {
    const { stage, alpha } = this.shown;
    const name = this.#define(stage, alpha < 1);
    const length = this.#parameters.resolution ** 2 * this.#kind.inputs;
    const input = new Float32Array(this.#together * length);
    tiles.forEach((tile, i) => input.set(tile, i * length));
    const result = this.#program.run(name, { input, alpha }, 0)['result'] as Float32Array;
    return tiles.map((_, i) => result.subarray(i * length, (i + 1) * length));
  }

  /** The name of the entry of a stage. */
  #define(stage: number, fading: boolean, batch = this.#together): string {
    const side = resolutionAt(stage);
    const name = `translate@${side}${fading ? ' fading' : ''}${batch === this.#together ? '' : ` by ${batch}`}`;
    if (this.#program.has(name)) return name;
    const { resolution, output } = this.#parameters;
    this.#program.define(name, {
      inputs: {
        input: { shape: [batch, resolution, resolution, this.#kind.inputs] },
        alpha: { shape: [] },
      },
      body: ({ input, alpha }) => {
        const position = { stage, alpha: fading ? alpha : undefined };
        const made = generate(this.#network, output, shrink(input as Tensor4D, side), position);
        return { result: enlarge(made, resolution) };
      },
    });
    return name;
  }
}

/** @throws AbbeError invalid-input for other channels than those of training. */
function requireChannels({ channels }: Raster, { inputs }: PairKind): void {
  if (channels === inputs) return;
  const [given, trained] = [channels, inputs].map((n) => (n === 1 ? 'greyscale' : 'colour'));
  throw new AbbeError(
    'invalid-input',
    `The image is ${given} and the model was trained on ${trained} images: convert it first.`,
  );
}
