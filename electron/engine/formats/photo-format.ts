import type { Raster } from '../imaging/raster.ts';

export type OpenLimits = {
  /** Larger images are refused from their header, before anything is decoded. */
  maxPixels: number;
};

/** 200 megapixels: 600 MB as 8-bit RGB, several times a slide scanner's field of view. */
export const defaultLimits: OpenLimits = { maxPixels: 200_000_000 };

/** A single-image file format: one file and one line in index.ts each. */
export type PhotoFormat = {
  id: string;
  label: string;
  /** Lower case, without the dot; the first is the usual one. */
  extensions: readonly string[];
  /** Whether a file that begins with `bytes` (its first 32) is of this format. */
  sniff(bytes: Uint8Array): boolean;
  /** Throws AbbeError 'invalid-input' naming the file where it is broken or too large. */
  open(file: string, limits: OpenLimits): Promise<Raster>;
  /** Writes atomically: a reader sees the old file or the whole new one. */
  write?(file: string, raster: Raster): Promise<void>;
};

/** Whether `bytes` begins with the given signature; `undefined` matches any byte. */
export function startsWith(bytes: Uint8Array, signature: (number | undefined)[]): boolean {
  return signature.every((value, i) => value === undefined || bytes[i] === value);
}
