import { createRequire } from 'node:module';
import type cvModule from '@techstark/opencv-js';
import type { Mat } from '@techstark/opencv-js';
import { allocate } from './raster.ts';
import type { Dtype, Raster } from './raster.ts';

/** The module with what its typings forget. */
export type OpenCv = typeof cvModule & {
  distanceTransformWithLabels(
    source: Mat,
    distance: Mat,
    labels: Mat,
    distanceType: number,
    maskSize: number,
    labelType: number,
  ): void;
  INTER_NEAREST_EXACT: number;
};
export type { Mat };

/** Anything that lives on the WebAssembly heap until it is deleted. */
type Deletable = { delete(): void };
export type Keep = <T extends Deletable>(object: T) => T;

const require = createRequire(import.meta.url);

let ready: Promise<{ cv: OpenCv }> | undefined;

/**
 * OpenCV's WebAssembly build, loaded on first use and then shared.
 * It comes wrapped in an object because the module itself is a thenable that resolves to itself:
 * awaiting it, or an import of it, never ends.
 */
export function loadOpenCv(): Promise<{ cv: OpenCv }> {
  ready ??= new Promise((resolve) => {
    const module = requireQuietly() as OpenCv & { onRuntimeInitialized: () => void };
    if (typeof module.Mat === 'function') resolve({ cv: module });
    else module.onRuntimeInitialized = () => resolve({ cv: module });
  });
  return ready;
}

/** Its process-wide handlers would answer any uncaught error of ours with 10 MB of its own source. */
function requireQuietly(): OpenCv {
  // Both events' listeners are of one shape for this purpose, which the overloads of `listeners` do not say.
  const events = ['uncaughtException', 'unhandledRejection'] as unknown as ['uncaughtException'];
  const before = new Set(events.flatMap((event) => process.listeners(event)));
  const module = require('@techstark/opencv-js') as OpenCv;
  for (const event of events) {
    for (const listener of process.listeners(event)) {
      if (!before.has(listener)) process.removeListener(event, listener);
    }
  }
  return module;
}

/**
 * Run `work` and free every Mat it marked with `keep`, whether it returns or throws.
 * OpenCV throws bare pointers; they become Errors with OpenCV's own words.
 */
export function withMats<T>(cv: OpenCv, work: (keep: Keep) => T): T {
  const kept: Deletable[] = [];
  try {
    return work((object) => {
      kept.push(object);
      return object;
    });
  } catch (thrown) {
    if (typeof thrown !== 'number') throw thrown;
    const { msg } = cv.exceptionFromPtr(thrown) as { msg: string };
    throw new Error(`OpenCV: ${msg}`, { cause: thrown });
  } finally {
    for (const object of kept.reverse()) object.delete();
  }
}

/** A new Mat (height, width) with the raster's channels and dtype, filled with its pixels. */
export function toMat(cv: OpenCv, raster: Raster, keep: Keep): Mat {
  const mat = keep(new cv.Mat(raster.height, raster.width, matType(cv, raster.dtype, raster.channels)));
  view(mat, raster.dtype).set(raster.data);
  return mat;
}

/** The Mat's pixels copied off the WebAssembly heap, as a raster of the same shape. */
export function fromMat(mat: Mat, dtype: Dtype): Raster {
  const channels = mat.channels() === 3 ? 3 : 1;
  const data = allocate(dtype, mat.rows * mat.cols * channels);
  data.set(view(mat, dtype));
  return { width: mat.cols, height: mat.rows, channels, dtype, data, notes: [] };
}

function matType(cv: OpenCv, dtype: Dtype, channels: 1 | 3): number {
  if (dtype === 'uint8') return channels === 1 ? cv.CV_8UC1 : cv.CV_8UC3;
  if (dtype === 'uint16') return channels === 1 ? cv.CV_16UC1 : cv.CV_16UC3;
  return channels === 1 ? cv.CV_32FC1 : cv.CV_32FC3;
}

function view(mat: Mat, dtype: Dtype): Uint8Array | Uint16Array | Float32Array {
  if (dtype === 'uint8') return mat.data as Uint8Array;
  return (dtype === 'uint16' ? mat.data16U : mat.data32F) as Uint16Array | Float32Array;
}
