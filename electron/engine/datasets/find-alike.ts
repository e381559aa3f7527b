import type { DatasetItem, ImageReference } from '../../contract/datasets.ts';
import { evenly } from '../imaging/evenly.ts';
import type { Likeness } from '../imaging/perceptual-hash.ts';
import { hashDistance, thumbnailCorrelation } from '../imaging/perceptual-hash.ts';
import type { Contents, GroupedItem } from './item-groups.ts';
import { contentName } from './item-groups.ts';

/** A plane of a source that items are made of. */
export interface PhotoPlane {
  source: string;
  series: number;
  t: number;
  /** Null: all channels of an RGB picture, else the first. */
  c: number | null;
  /** Null: the middle slice of a volume. */
  z: number | null;
}

/** Two photos of different content that show the same. */
export interface AlikePhotos {
  a: string;
  b: string;
  /** Of their thumbnails. */
  correlation: number;
}

/**
 * Measured on the real data: the same picture recoded, scaled or brightened differs in at most 2 bits and
 * correlates above 0.998; different fields, sections and crops of cells correlate below 0.97, two frames of one
 * movie up to 0.95.
 */
const mostBits = 12;
const leastCorrelation = 0.98;

/** Comparing all with all takes the square of this. */
const mostPlanes = 20_000;
const mostPlanesOfSource = 16;

/**
 * The planes by which photos are compared: those that included items are made of; of a source with many, some
 * at equal distances, the same ones in a copy of it. Class maps are left out, as drawings of few colours.
 */
export function planesToCompare(
  items: readonly (GroupedItem & Pick<DatasetItem, 'included'>)[],
): PhotoPlane[] {
  const bySource = new Map<string, Map<string, PhotoPlane>>();
  for (const { target, input, included } of items) {
    if (!included) continue;
    for (const image of input ? [target, input] : [target]) {
      const plane = planeOf(image);
      if (!plane) continue;
      const known = bySource.get(plane.source) ?? new Map<string, PhotoPlane>();
      known.set(JSON.stringify(plane), plane);
      bySource.set(plane.source, known);
    }
  }
  const each = Math.max(1, Math.min(mostPlanesOfSource, Math.floor(mostPlanes / bySource.size)));
  return [...bySource.values()].flatMap((planes) => evenly([...planes.values()].sort(inOrder), each));
}

function planeOf(image: ImageReference): PhotoPlane | null {
  if (image.kind === 'classes') return null;
  if (image.kind === 'slice') return { source: image.source, series: 0, t: image.t, c: null, z: null };
  const { source, series, t, c, z } = image;
  return { source, series, t, c, z };
}

function inOrder(a: PhotoPlane, b: PhotoPlane): number {
  return a.series - b.series || a.t - b.t || (a.z ?? 0) - (b.z ?? 0) || (a.c ?? -1) - (b.c ?? -1);
}

/**
 * Photos of different content that show nearly the same: hashes of at most 12 different bits, confirmed by the
 * correlation of thumbnails above 0.98. Each pair of sources once, with its highest correlation.
 */
export function findAlike(
  planes: readonly { source: string; likeness: Likeness }[],
  contents: Contents,
): AlikePhotos[] {
  const found = new Map<string, AlikePhotos>();
  for (const [i, a] of planes.entries()) {
    for (let j = i + 1; j < planes.length; j += 1) {
      const b = planes[j] as (typeof planes)[number];
      if (hashDistance(a.likeness.hash, b.likeness.hash) > mostBits) continue;
      if (contentName(a.source, contents) === contentName(b.source, contents)) continue;
      const correlation = thumbnailCorrelation(a.likeness, b.likeness);
      const key = JSON.stringify([a.source, b.source].sort());
      if (correlation < Math.max(leastCorrelation, found.get(key)?.correlation ?? 0)) continue;
      found.set(key, { a: a.source, b: b.source, correlation });
    }
  }
  return [...found.values()];
}
