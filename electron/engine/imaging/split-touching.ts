import type { Raster } from './raster.ts';

/** Saddles are sorted in steps of 1/16 px; the transform itself is no more exact. */
const stepsPerPixel = 16;

/**
 * Split a mask at its waists: a watershed on the distance to the background in which a basin stands on its
 * own only if it is at least `depth` px deeper than the saddle towards a deeper one (the h-maxima rule).
 *
 * Each pixel follows its steepest slope to a peak, which makes the basins; these meet at saddles, the highest
 * first, where the shallower joins the deeper unless both are deep enough. `distance` is (height, width), 0
 * outside of the mask. Returns the label of each pixel, from 1 on in reading order, 0 outside.
 *
 * Own code because OpenCV's watershed wants 8-bit pictures and markers, and it has no h-maxima.
 */
export function splitTouching(distance: Float32Array, width: number, depth: number): Int32Array {
  const up = steepestSlopes(distance, width);
  for (let i = 0; i < up.length; i += 1) if ((distance[i] as number) > 0) up[i] = rootOf(up, i);
  const { pixels, neighbours, heights } = saddlesOf(distance, up, width);
  const order = highestFirst(heights);
  for (let k = 0; k < order.length; k += 1) {
    const saddle = order[k] as number;
    join(
      up,
      distance,
      pixels[saddle] as number,
      neighbours[saddle] as number,
      heights[saddle] as number,
      depth,
    );
  }
  return numberBasins(up, distance);
}

/**
 * For each pixel of the mask the highest of its 8 neighbours, or itself at a peak. Of pixels of the same height
 * the earlier counts as higher, so that there are no circles on plateaus.
 */
function steepestSlopes(distance: Float32Array, width: number): Int32Array {
  const up = new Int32Array(distance.length);
  const last = width - 1;
  for (let i = 0, column = 0; i < distance.length; i += 1, column = column === last ? 0 : column + 1) {
    const here = distance[i] as number;
    if (here === 0) continue;
    const left = column > 0 ? 1 : 0;
    const right = column < last ? 1 : 0;
    let best = i;
    let highest = here;
    for (let at = i >= width ? i - width - left : i; at <= i - width + right; at += 1) {
      if ((distance[at] as number) >= highest && (best === i || (distance[at] as number) > highest)) {
        best = at;
        highest = distance[at] as number;
      }
    }
    if (left > 0 && ((distance[i - 1] as number) > highest || (best === i && distance[i - 1] === here))) {
      best = i - 1;
      highest = distance[i - 1] as number;
    }
    if (right > 0 && (distance[i + 1] as number) > highest) {
      best = i + 1;
      highest = distance[i + 1] as number;
    }
    const below = i + width < distance.length ? i + width : -1;
    for (let at = below - left; below > 0 && at <= below + right; at += 1) {
      if ((distance[at] as number) > highest) {
        best = at;
        highest = distance[at] as number;
      }
    }
    up[i] = best;
  }
  return up;
}

type Saddles = { pixels: number[]; neighbours: number[]; heights: number[] };

/** Where two basins touch: a pixel of each, and the lower of their heights. */
function saddlesOf(distance: Float32Array, roots: Int32Array, width: number): Saddles {
  const saddles: Saddles = { pixels: [], neighbours: [], heights: [] };
  const last = width - 1;
  const meet = (i: number, other: number): void => {
    const height = Math.min(distance[i] as number, distance[other] as number);
    if (height === 0 || roots[i] === roots[other]) return;
    saddles.pixels.push(i);
    saddles.neighbours.push(other);
    saddles.heights.push(height);
  };
  for (let i = 0, column = 0; i < distance.length; i += 1, column = column === last ? 0 : column + 1) {
    if (distance[i] === 0) continue;
    if (column < last) meet(i, i + 1);
    const below = i + width;
    if (below >= distance.length) continue;
    if (column > 0) meet(i, below - 1);
    meet(i, below);
    if (column < last) meet(i, below + 1);
  }
  return saddles;
}

/** Two basins meet at a saddle: the shallower joins the deeper if it is not deep enough to stand alone. */
function join(
  up: Int32Array,
  distance: Float32Array,
  pixel: number,
  neighbour: number,
  saddle: number,
  depth: number,
): void {
  const [a, b] = [rootOf(up, pixel), rootOf(up, neighbour)];
  if (a === b) return;
  const [deep, shallow] = (distance[a] as number) >= (distance[b] as number) ? [a, b] : [b, a];
  const above = (distance[shallow] as number) - saddle;
  // Two peaks of one plateau are one, however small the depth.
  if (above < depth || above === 0) up[shallow] = deep;
}

/** The peak at the end of a pixel's way up; the way is shortened while walking it. */
function rootOf(up: Int32Array, pixel: number): number {
  let root = pixel;
  while (up[root] !== root) root = up[root] as number;
  for (let at = pixel; up[at] !== root;) {
    const next = up[at] as number;
    up[at] = root;
    at = next;
  }
  return root;
}

/** Peaks become labels, 1, 2, 3 in the order in which their pixels first appear, in place. */
function numberBasins(up: Int32Array, distance: Float32Array): Int32Array {
  let count = 0;
  // What is numbered holds the negative of its label, which a later way up ends at.
  for (let i = 0; i < up.length; i += 1) {
    if (distance[i] === 0) continue;
    let root = i;
    while ((up[root] as number) >= 0 && up[root] !== root) root = up[root] as number;
    if ((up[root] as number) >= 0) up[root] = -(count += 1);
    up[i] = up[root] as number;
  }
  for (let i = 0; i < up.length; i += 1) up[i] = -(up[i] as number);
  return up;
}

/** One colour a label, dark grey for none: for looking at. */
export function labelPicture(labels: Int32Array, width: number, height: number): Raster {
  const data = new Uint8Array(3 * labels.length).fill(32);
  labels.forEach((label, i) => {
    if (label === 0) return;
    // Steps of the golden angle keep neighbouring labels apart in hue.
    for (let channel = 0; channel < 3; channel += 1) {
      data[3 * i + channel] = 150 + 100 * Math.cos(2.39996 * label + (channel * 2 * Math.PI) / 3);
    }
  });
  return { width, height, channels: 3, dtype: 'uint8', data, notes: [] };
}

/** The indices of heights above 0, largest first, by counting sort. */
function highestFirst(heights: readonly number[]): Uint32Array {
  let top = 0;
  for (const height of heights) top = Math.max(top, height);
  const bins = Math.ceil(top * stepsPerPixel);
  const place = new Uint32Array(bins + 2);
  const binOf = (height: number): number => bins - Math.ceil(height * stepsPerPixel);
  for (const height of heights) place[binOf(height) + 1] = (place[binOf(height) + 1] as number) + 1;
  for (let i = 1; i <= bins; i += 1) place[i] = (place[i] as number) + (place[i - 1] as number);
  const order = new Uint32Array(heights.length);
  for (let i = 0; i < heights.length; i += 1) {
    const bin = binOf(heights[i] as number);
    order[place[bin] as number] = i;
    place[bin] = (place[bin] as number) + 1;
  }
  return order;
}
