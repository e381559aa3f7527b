import type { DatasetItem, Normalisation } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { percentileRange, valueRange } from '../imaging/display.ts';
import { applyScaling, dtypeRange, undoScaling } from '../imaging/normalise.ts';
import type { Scaling } from '../imaging/normalise.ts';
import type { Raster, RasterData } from '../imaging/raster.ts';
import { ValueCounts } from '../imaging/value-counts.ts';
import type { PairFeed } from './pair-feed.ts';

/** Which of a pair's images. */
export type Side = 'input' | 'target';

/** What a normalisation is chosen by; `measureNormalisation` fills the rest. */
export type NormalisationChoice = Pick<Normalisation, 'method' | 'scope'> & { low?: number; high?: number };

/** Tells how far a task is; throws once it is cancelled. */
export type TellProgress = (done: number, total: number, message: string) => Promise<void>;

/** To a network's numbers and back, with the numbers of one image or of the dataset. */
export interface Normaliser extends Scaling {
  /** (height, width, channels); nothing is clipped. */
  toNetwork(raster: Raster): Float32Array;
  /** Integers rounded and clamped to their dtype; float32 comes back to within its own precision. */
  fromNetwork(values: Float32Array, shape: Pick<Raster, 'width' | 'height' | 'channels' | 'dtype'>): Raster;
}

/** Percentiles after CSBDeep (Weigert 2018); the range of 'fixed' is [0, 1] in the files' own numbers. */
const usual = { percentile: { low: 1, high: 99.8 }, other: { low: 0, high: 1 } };

/**
 * The normaliser of an image: measured on it, which must be the whole image and never a tile or patch, or the
 * dataset's. What a network makes of an image is undone with the image's own normaliser where the scope is
 * `image`, as its target is not known then, and with the dataset's for `target` otherwise.
 * @throws AbbeError invalid-input where the dataset's values have not been measured.
 */
export function normaliser(normalisation: Normalisation, raster: Raster, side: Side = 'input'): Normaliser {
  return fromScaling(scalingFor(normalisation, raster, side));
}

export function fromScaling(scaling: Scaling): Normaliser {
  return {
    ...scaling,
    toNetwork: ({ data }) => applyScaling(data, scaling),
    fromNetwork: (values, shape) => undoScaling(values, shape, scaling),
  };
}

/** Offset and scale for an image; see `normaliser`. */
export function scalingFor(normalisation: Normalisation, raster: Raster, side: Side): Scaling {
  const { method, scope, low, high } = normalisation;
  if (method === 'fixed') return between(low, high);
  if (method === 'signed' && raster.dtype !== 'float32') {
    const { max } = dtypeRange(raster.dtype);
    return { offset: max / 2, scale: max / 2 };
  }
  if (scope === 'dataset') {
    const measured = normalisation[side];
    if (measured) return measured;
    throw new AbbeError(
      'invalid-input',
      `The dataset’s normalisation has no values for its ${side} images; measure them on the training split first.`,
    );
  }
  if (method === 'percentile') {
    const range = percentileRange(raster, low, high);
    return between(range.min, range.max);
  }
  if (method === 'mean-std') return new Moments().add(raster.data).scaling();
  const { min, max } = valueRange(raster);
  return around(min, max);
}

/** Class maps are numbers of classes, or colours; neither is measured. */
export function scalingOfItem(
  normalisation: Normalisation,
  item: DatasetItem,
  raster: Raster,
  side: Side,
): Scaling {
  const reference = side === 'target' ? item.target : (item.input ?? item.target);
  if (reference.kind !== 'classes') return scalingFor(normalisation, raster, side);
  return raster.channels === 3 ? { offset: 127.5, scale: 127.5 } : { offset: 0, scale: 1 };
}

/**
 * A normalisation as a dataset keeps it. Of scope `dataset` its values come from the training split's whole
 * images (inputs and targets apart), in bounded memory, the same each time: exact percentiles, mean and standard
 * deviation of all pixels, or, for `signed` floats, the smallest and largest. `signed` integers and `fixed` need no
 * measuring. Class maps are left out.
 * @throws AbbeError invalid-input for a range that is none, and where the training split is empty.
 */
export async function measureNormalisation(
  feed: PairFeed,
  choice: NormalisationChoice,
  tell: TellProgress = async () => undefined,
): Promise<Normalisation> {
  const { method, scope } = choice;
  const preset = method === 'percentile' ? usual.percentile : usual.other;
  const [low, high] = [choice.low ?? preset.low, choice.high ?? preset.high];
  checkRange(method, low, high);
  const result: Normalisation = { method, scope, low, high, input: null, target: null };
  if (scope === 'image' || method === 'fixed') return result;
  const ids = feed.ids('training');
  if (ids.length === 0) {
    throw new AbbeError(
      'invalid-input',
      'The training split is empty: nothing to measure a normalisation on.',
    );
  }
  const measures = {
    input: measureOf(choice.method, low, high),
    target: measureOf(choice.method, low, high),
  };
  const pass = async (number: 1 | 2): Promise<void> => {
    for (const [done, id] of ids.entries()) {
      await tell((number - 1) * ids.length + done, ids.length * number, `Measuring intensities of ${id}`);
      const item = feed.items.find((candidate) => candidate.id === id) as DatasetItem;
      const { input, truth } = await feed.load(id);
      if (item.target.kind !== 'classes') measures.target.add(truth.data, number);
      if ((item.input ?? item.target).kind !== 'classes') measures.input.add(input.data, number);
    }
  };
  await pass(1);
  const again = [measures.input.again(), measures.target.again()];
  if (again.some(Boolean)) await pass(2);
  return { ...result, input: measures.input.scaling(), target: measures.target.scaling() };
}

interface Measure {
  add(data: RasterData, pass: 1 | 2): void;
  /** Whether it needs a second pass. */
  again(): boolean;
  scaling(): Scaling;
}

function measureOf(method: Normalisation['method'], low: number, high: number): Measure {
  if (method === 'mean-std') {
    const moments = new Moments();
    const add = (data: RasterData, pass: 1 | 2): void => void (pass === 1 && moments.add(data));
    return { add, again: () => false, scaling: () => moments.scaling() };
  }
  const wanted = method === 'percentile' ? [low, high] : [0, 100];
  const counts = new ValueCounts();
  return {
    add: (data, pass) => (pass === 1 ? counts.add(data) : counts.addAgain(data)),
    again: () => counts.needsSecondPass(wanted),
    scaling() {
      const [min, max] = wanted.map((percentile) => counts.percentile(percentile)) as [number, number];
      return method === 'percentile' ? between(min, max) : around(min, max);
    },
  };
}

/** Mean and standard deviation over images, merged so that no digits are lost (Chan, Golub and LeVeque 1983). */
class Moments {
  #count = 0;
  #mean = 0;
  /** Sum of squared distances from the mean. */
  #squares = 0;

  add(data: RasterData): this {
    let [count, sum] = [0, 0];
    for (const value of data) {
      if (!Number.isFinite(value)) continue;
      count += 1;
      sum += value;
    }
    if (count === 0) return this;
    const mean = sum / count;
    let squares = 0;
    for (const value of data) if (Number.isFinite(value)) squares += (value - mean) ** 2;
    const total = this.#count + count;
    const distance = mean - this.#mean;
    this.#squares += squares + (distance ** 2 * this.#count * count) / total;
    this.#mean += (distance * count) / total;
    this.#count = total;
    return this;
  }

  /** Population standard deviation. */
  scaling(): Scaling {
    const deviation = Math.sqrt(this.#squares / Math.max(1, this.#count));
    return { offset: this.#mean, scale: deviation > 0 ? deviation : 1 };
  }
}

/** `low` becomes 0 and `high` 1; an image without contrast is only shifted. */
function between(low: number, high: number): Scaling {
  return { offset: orZero(low), scale: high > low ? high - low : 1 };
}

/** `low` becomes -1 and `high` 1. */
function around(low: number, high: number): Scaling {
  return { offset: orZero((low + high) / 2), scale: high > low ? (high - low) / 2 : 1 };
}

/** Nothing was measured where there are class maps only. */
function orZero(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

function checkRange(method: Normalisation['method'], low: number, high: number): void {
  const outside = method === 'percentile' && (low < 0 || high > 100);
  if (Number.isFinite(low) && Number.isFinite(high) && low < high && !outside) return;
  const rule = method === 'percentile' ? 'percentiles that rise within 0 to 100' : 'a range that rises';
  throw new AbbeError('invalid-input', `Normalising needs ${rule}, not ${low} to ${high}.`);
}
