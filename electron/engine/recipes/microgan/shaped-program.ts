import type { Program, ProgramOptions, Values } from '../../runtime/program.ts';
import { createProgram } from '../../runtime/program.ts';
import type { StepRandom } from '../../runtime/step-random.ts';
import type { Tensor, Tensor4D } from '../../runtime/tensorflow.ts';
import type { Size } from '../../training/buckets.ts';
import { keyOf } from '../../training/buckets.ts';

/** Inputs of every entry here, by name; each entry takes some of them. */
export interface StepTensors {
  input: Tensor4D;
  truth: Tensor4D;
  fake: Tensor4D;
  mask: Tensor4D;
  learningRate: Tensor;
  averageDecay: Tensor;
}

export type StepInput = keyof StepTensors;

/** Images of one padded shape: (batch, height, width, channels). */
export interface BatchShape {
  bucket: Size;
  batch: number;
  channels: number;
}

/** A program whose entries come in one version a shape. Those defined before one first runs are compiled together. */
export class ShapedProgram {
  readonly program: Program;

  constructor(options: ProgramOptions) {
    this.program = createProgram(options);
  }

  /** Of an entry, in `program`. */
  nameOf(kind: string, shape: BatchShape): string {
    return nameOf(kind, shape);
  }

  has(kind: string, shape: BatchShape): boolean {
    return this.program.has(nameOf(kind, shape));
  }

  /** @param kind with the shape it names the entry, for example `critic@64x64`. */
  define<I extends StepInput>(
    kind: string,
    shape: BatchShape,
    inputs: readonly I[],
    body: (tensors: Pick<StepTensors, I>, random: StepRandom) => Record<string, Tensor>,
  ): void {
    const shapes = inputs.map((input) => [input, { shape: shapeOf(input, shape) }]);
    this.program.define(nameOf(kind, shape), {
      inputs: Object.fromEntries(shapes) as Record<I, { shape: number[] }>,
      body: (tensors, random) => body(tensors as unknown as Pick<StepTensors, I>, random),
    });
  }

  /** @param position of this run, for its random numbers. */
  run(
    kind: string,
    shape: BatchShape,
    inputs: Partial<Record<StepInput, Values | number>>,
    position: number,
  ): Record<string, Float32Array> {
    return this.program.run(nameOf(kind, shape), inputs as Record<string, Values | number>, position);
  }
}

const nameOf = (kind: string, { bucket }: BatchShape): string => `${kind}@${keyOf(bucket)}`;

function shapeOf(input: StepInput, { bucket, batch, channels }: BatchShape): number[] {
  if (input === 'learningRate' || input === 'averageDecay') return [];
  return [batch, bucket.height, bucket.width, input === 'mask' ? 1 : channels];
}
