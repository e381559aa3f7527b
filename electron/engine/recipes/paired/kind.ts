import type { Scaling } from '../../imaging/normalise.ts';
import { dtypeRange } from '../../imaging/normalise.ts';
import type { Dtype } from '../../imaging/raster.ts';
import type { VariableStore } from '../../runtime/variables.ts';

/** What images a generator was trained on, and how they became its numbers and come back. */
export interface PairKind {
  inputs: 1 | 3;
  outputs: 1 | 3;
  inputDtype: Dtype;
  outputDtype: Dtype;
  /** Halvings of pix2pix's U-Net. */
  levels: number;
  /** A network's number is (pixel - offset) / scale. */
  input: Scaling;
  output: Scaling;
}

const prefix = 'images';
const names = { shape: `${prefix}/shape`, input: `${prefix}/input`, output: `${prefix}/output` };

/** By bits, because variables are numbers. */
const dtypes: Record<number, Dtype> = { 8: 'uint8', 16: 'uint16', 32: 'float32' };
const bitsOf = (dtype: Dtype): number => (dtype === 'uint8' ? 8 : dtype === 'uint16' ? 16 : 32);

/**
 * Keeps the kind of images among the variables, so that stored weights say what they are for and a model needs no
 * dataset to be applied (decision 0053).
 */
export function keepKind(store: VariableStore, kind: PairKind): void {
  const { inputs, outputs, inputDtype, outputDtype, levels, input, output } = kind;
  const keep = (name: string, numbers: number[]): void =>
    void store.create(name, [numbers.length], { kind: 'values', values: Float32Array.from(numbers) }, false);
  keep(names.shape, [inputs, outputs, bitsOf(inputDtype), bitsOf(outputDtype), levels]);
  keep(names.input, [input.offset, input.scale]);
  keep(names.output, [output.offset, output.scale]);
}

/** The kind among stored variables; null where they hold none, or none that makes sense. */
export function kindOf(variables: ReadonlyMap<string, Float32Array>): PairKind | null {
  const [inputs = 0, outputs = 0, inputBits = 0, outputBits = 0, levels = 0] =
    variables.get(names.shape) ?? [];
  const input = scalingOf(variables.get(names.input));
  const output = scalingOf(variables.get(names.output));
  const [inputDtype, outputDtype] = [dtypes[inputBits], dtypes[outputBits]];
  if (!input || !output || !inputDtype || !outputDtype) return null;
  if (!isChannels(inputs) || !isChannels(outputs) || !(levels >= 1 && levels <= 10)) return null;
  return { inputs, outputs, inputDtype, outputDtype, levels, input, output };
}

const isChannels = (count: number): count is 1 | 3 => count === 1 || count === 3;

function scalingOf(values: Float32Array | undefined): Scaling | null {
  const [offset = NaN, scale = NaN] = values ?? [];
  return Number.isFinite(offset) && scale > 0 ? { offset, scale } : null;
}

/** Names of the variables of a kind. */
export function isKindVariable(name: string): boolean {
  return name.startsWith(`${prefix}/`);
}

/** As a float32 variable keeps it, so that a run and its stored weights compute with equal numbers. */
export function roundedScaling({ offset, scale }: Scaling): Scaling {
  return { offset: Math.fround(offset), scale: Math.fround(scale) };
}

/**
 * The scaling of an image to be translated: that of training, or, where it was by the range of the files' type and
 * the image has another, by its own.
 */
export function inputScaling(kind: PairKind, dtype: Dtype, byType: boolean): Scaling {
  if (!byType || dtype === kind.inputDtype || dtype === 'float32') return kind.input;
  const { max } = dtypeRange(dtype);
  return { offset: max / 2, scale: max / 2 };
}
