import { AbbeError } from '../../../contract/errors.ts';
import { mirrorTo } from '../../imaging/mirror.ts';
import { applyScaling, undoScaling } from '../../imaging/normalise.ts';
import { crop } from '../../imaging/raster.ts';
import type { Raster } from '../../imaging/raster.ts';
import type { Network } from '../../networks/network.ts';
import type { Program } from '../../runtime/program.ts';
import type { Tensor4D } from '../../runtime/tensorflow.ts';
import type { Size } from '../../training/buckets.ts';
import type { TranslateOptions } from '../../training/trainer.ts';
import type { ExportedNetwork, ExportRequest } from '../exported-network.ts';
import { asExported, requireSides } from '../exported-network.ts';
import type { PairKind } from './kind.ts';
import { inputScaling } from './kind.ts';
import type { PairedParameters } from './parameters.ts';
import { pieceSize, translateTiled, wholePixels } from './tiled.ts';
import { generatorPrefix } from '../weight-average.ts';

/** Sides are continued to multiples of this at least (px), so that few shapes are compiled. */
const leastMultiple = 32;

/** A network's numbers of an image or a part of it, (height, width, channels). */
export interface Values extends Size {
  data: Float32Array;
}

interface PairedGeneratorOptions {
  program: Program;
  network: Network;
  kind: PairKind;
  parameters: PairedParameters;
}

/** The generator as entries of a program, one a shape: rasters in their own numbers in and out. */
export class PairedGenerator {
  readonly kind: PairKind;
  readonly network: Network;
  /** What sides are continued to multiples of (px). */
  readonly multiple: number;
  readonly #program: Program;
  readonly #parameters: PairedParameters;

  constructor({ program, network, kind, parameters }: PairedGeneratorOptions) {
    this.kind = kind;
    this.network = network;
    this.multiple = network.stride * Math.ceil(leastMultiple / network.stride);
    this.#program = program;
    this.#parameters = parameters;
  }

  /**
   * An image of any size: whole where it is not large, else in tiles. The result has the size of the input and the
   * type and range of the targets of training.
   * @throws AbbeError invalid-input for other channels than those of training; cancelled; out-of-memory.
   */
  async translate(image: Raster, options: TranslateOptions = {}): Promise<Raster> {
    this.requireFits(image);
    const { sample } = options;
    if (sample !== undefined && !hasDropout(this.#parameters)) {
      throw new AbbeError('invalid-input', 'This model has no dropout to draw samples from.');
    }
    const run: PairedGenerator['run'] = (part, size) => this.run(part, size, sample);
    const { network, kind, multiple } = this;
    const paddedSize: PairedGenerator['paddedSize'] = (size) => this.paddedSize(size);
    return this.#toRaster(await translateTiled({ network, kind, multiple, paddedSize, run }, image, options));
  }

  /** An image in one piece, at once; see `translate`. */
  translateWhole(image: Raster): Raster {
    return this.#toRaster(this.run(image, this.paddedSize(image)));
  }

  /** Has the shape that an image of this size needs compiled with what is compiled next; a large one's tiles not. */
  prepare(size: Size): void {
    const padded = this.paddedSize(size);
    if (padded.width * padded.height <= wholePixels) this.#define(padded);
  }

  paddedSize({ width, height }: Size): Size {
    const up = (side: number): number => Math.ceil(side / this.multiple) * this.multiple;
    return { width: up(width), height: up(height) };
  }

  /**
   * The network's numbers of an image, which is continued to `size` by its mirror image and cut back.
   * @param sample number of the draw of dropout; undefined: draw 0 where results have dropout, else none.
   */
  run(image: Raster, size: Size, sample?: number): Values {
    const { kind } = this;
    const name = this.#define(size, sample !== undefined);
    const even = mirrorTo(image, size.width, size.height);
    const byType = this.#parameters.normalisation === 'signed';
    const input = applyScaling(even.data, inputScaling(kind, image.dtype, byType));
    const data = this.#program.run(name, { input }, sample ?? 0)['result'] as Float32Array;
    const full: Raster = { ...even, channels: kind.outputs, dtype: 'float32', data, notes: [] };
    const cut = crop(full, { x: 0, y: 0, width: image.width, height: image.height });
    return { width: image.width, height: image.height, data: cut.data as Float32Array };
  }

  /** @throws AbbeError invalid-input for other channels than those of training. */
  requireFits({ channels }: Raster): void {
    if (channels === this.kind.inputs) return;
    const [given, trained] = [channels, this.kind.inputs].map((n) => (n === 1 ? 'greyscale' : 'colour'));
    throw new AbbeError(
      'invalid-input',
      `The image is ${given} and the model was trained on ${trained} images: convert it first.`,
    );
  }

  /** The network at the size of what goes through it in one piece: an image, or a tile of a large one. */
  exported({ size, image }: ExportRequest): ExportedNetwork {
    const { kind, network, multiple } = this;
    if (size) requireSides(size, network.stride);
    const chosen = size ?? pieceSize({ network, multiple }, image ?? { width: multiple, height: multiple });
    const entry = this.#define(chosen);
    const byType = this.#parameters.normalisation === 'signed';
    const dtype = image?.dtype ?? kind.inputDtype;
    const { inputs, outputs, outputDtype } = kind;
    const scaling = inputScaling(kind, dtype, byType);
    return {
      input: { ...chosen, name: 'input', channels: inputs, kind: 'image', scaling, dtype },
      output: {
        ...chosen,
        ...{ name: 'result', channels: outputs, kind: 'image', scaling: kind.output, dtype: outputDtype },
      },
      stride: network.stride,
      receptiveRadius: network.receptiveRadius,
      dropout: this.#parameters.dropoutAtInference && hasDropout(this.#parameters),
      ...asExported(this.#program, entry, { input: 'input', output: 'result' }),
    };
  }

  #toRaster({ width, height, data }: Values): Raster {
    const { outputs, outputDtype, output } = this.kind;
    return undoScaling(data, { width, height, channels: outputs, dtype: outputDtype }, output);
  }

  /** The name of the entry for images of this size. */
  #define({ width, height }: Size, sampled = false): string {
    const noisy = sampled || this.#parameters.dropoutAtInference;
    const name = `${noisy ? 'sample' : 'translate'}@${width}x${height}`;
    if (this.#program.has(name)) return name;
    this.#program.define(name, {
      inputs: { input: { shape: [1, height, width, this.kind.inputs] } },
      body: ({ input }, random) => ({
        result: this.network.apply(input as Tensor4D, undefined, noisy ? random : undefined),
      }),
    });
    return name;
  }
}

/** Whether a generator of these parameters has dropout: pix2pix's U-Net alone. */
export function hasDropout({ generator, dropout }: PairedParameters): boolean {
  return generator === 'pix2pix-unet' && dropout > 0;
}

/** The weights that make results, out of all that training exports: the averages where there are any. */
export function generatorWeights(
  variables: ReadonlyMap<string, Float32Array>,
  keep: (name: string) => boolean,
): Map<string, Float32Array> {
  const weights = new Map<string, Float32Array>();
  for (const [name, values] of variables) {
    if (name.startsWith(`${generatorPrefix}/`)) weights.set(name, variables.get(`average/${name}`) ?? values);
    else if (keep(name)) weights.set(name, values);
  }
  return weights;
}
