import { setImmediate as turn } from 'node:timers/promises';
import { AbbeError } from '../../../contract/errors.ts';
import type { Raster } from '../../imaging/raster.ts';
import { maskGeneratorScale } from '../../networks/mask-generator.ts';
import type { Network } from '../../networks/network.ts';
import type { Program } from '../../runtime/program.ts';
import type { Tensor4D } from '../../runtime/tensorflow.ts';
import { tf } from '../../runtime/tensorflow.ts';
import type { GenerateRequest, TranslateOptions } from '../../training/trainer.ts';
import type { Size } from '../../training/buckets.ts';
import type { ExportedNetwork } from '../exported-network.ts';
import { asExported, requireOnlySize } from '../exported-network.ts';
import type { ClassColours } from './classes.ts';
import { inColours, mostProbable } from './classes.ts';
import type { NoiseShape } from './noise.ts';
import { noiseOf } from './noise.ts';
import type { EmMasksParameters } from './parameters.ts';

/** The noise of one mask. */
export function noiseShapeOf({ side, noiseChannels }: EmMasksParameters): NoiseShape {
  const places = side / maskGeneratorScale;
  return { height: places, width: places, channels: noiseChannels };
}

interface MaskMakerOptions {
  program: Program;
  network: Network;
  parameters: EmMasksParameters;
  colours: ClassColours;
}

/** The generator as an entry of a program: noise in, class maps and their pictures out. */
export class MaskMaker {
  readonly #program: Program;
  readonly #colours: ClassColours;
  /** Of the masks made (px): that of the patches of real ones, where these are trained on at another side. */
  readonly #side: number;
  readonly noise: NoiseShape;

  constructor({ program, network, parameters, colours }: MaskMakerOptions) {
    this.#program = program;
    this.#colours = colours;
    const side = parameters.patchSize ?? parameters.side;
    this.#side = side;
    this.noise = noiseShapeOf(parameters);
    const { height, width, channels } = this.noise;
    program.define('generate', {
      inputs: { noise: { shape: [1, height, width, channels] } },
      body: ({ noise }) => {
        const made = network.apply(noise as Tensor4D) as Tensor4D;
        const own = side === parameters.side;
        return { probabilities: own ? made : tf.image.resizeBilinear(made, [side, side], false, true) };
      },
    });
  }

  /** Noise in, a probability for each class at each pixel out, the background first. */
  exported(size: Size | null): ExportedNetwork {
    const own = { width: this.#side, height: this.#side };
    requireOnlySize(size, own, 'A network that makes masks of noise has one size');
    const floats = { scaling: null, dtype: 'float32' } as const;
    const classes = this.#colours.length + 1;
    return {
      input: { ...this.noise, ...floats, name: 'noise', kind: 'noise' },
      output: { ...own, ...floats, name: 'probabilities', channels: classes, kind: 'probabilities' },
      stride: 1,
      receptiveRadius: Infinity,
      dropout: false,
      ...asExported(this.#program, 'generate', { input: 'noise', output: 'probabilities' }),
    };
  }

  /** The class of each pixel, (height, width) uint8, 0 the background. */
  classMap(noise: Float32Array): Raster {
    const { probabilities } = this.#program.run('generate', { noise });
    const size = { width: this.#side, height: this.#side, classes: this.#colours.length + 1 };
    return mostProbable(probabilities as Float32Array, size);
  }

  /** A mask as an RGB picture in its classes' colours. */
  picture(noise: Float32Array): Raster {
    return inColours(this.classMap(noise), this.#colours);
  }

  /** See `Trainer.generate`. @throws AbbeError cancelled */
  async generate(
    { seed, from, count }: GenerateRequest,
    { signal, onProgress }: TranslateOptions = {},
  ): Promise<Raster[]> {
    const made: Raster[] = [];
    for (let i = 0; i < count; i += 1) {
      if (signal?.aborted) throw new AbbeError('cancelled', `Cancelled after ${i} of ${count} masks.`);
      made.push(this.picture(noiseOf(seed, from + i, this.noise)));
      onProgress?.(i + 1, count);
      // Between masks calls are answered, as between steps.
      await turn();
    }
    return made;
  }
}

/** Masks are made of noise: there is no image to be given. */
export async function refuseImages(): Promise<never> {
  throw new AbbeError(
    'invalid-input',
    'EM masks makes masks of noise and nothing of other images: generate with it instead of applying it.',
  );
}
