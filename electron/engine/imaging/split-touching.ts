import type { Raster } from './raster.ts';

/** Distances are sorted in steps of 1/16 px; the transform itself is no more exact. */
const stepsPerPixel = 16;

/**
 * Split a mask at its waists: a watershed on the distance to the background in which a basin stands on its
 * own only if it is at least `depth` px deeper than the saddle towards a deeper one (the h-maxima rule).
 *
 * Pixels are visited from the deepest outwards; one that touches two basins decides at that height, the
 * saddle, whether the shallower joins the deeper. `distance` is (height, width), 0 outside of the mask.
 * Returns the label of each pixel, from 1 on, 0 outside.
 *
 * Own code because OpenCV's watershed wants 8-bit pictures and markers, and it has no h-maxima.
 */
export function splitTouching(distance: Float32Array, width: number, depth: number): Int32Array {
  const basins = new Basins(distance.length, depth);
  const pixels = deepestFirst(distance);
  for (let i = 0; i < pixels.length; i += 1) visit(pixels[i] as number, distance, width, basins);
  return basins.finish();
}

/** Give a pixel to the basin up its steepest slope, joining what is not kept apart on the way. */
function visit(pixel: number, distance: Float32Array, width: number, basins: Basins): void {
  const here = distance[pixel] as number;
  const column = pixel % width;
  const left = column > 0 ? -1 : 0;
  const right = column < width - 1 ? 1 : 0;
  let own = 0;
  let highest = -1;
  for (let row = pixel - width; row <= pixel + width; row += width) {
    if (row < 0 || row >= distance.length) continue;
    for (let neighbour = row + left; neighbour <= row + right; neighbour += 1) {
      const label = basins.labelAt(neighbour);
      if (label === 0) continue;
      const height = distance[neighbour] as number;
      const joined = basins.meet(own, label, here);
      if (joined > 0) own = joined;
      else if (height > highest) own = label;
      highest = Math.max(highest, height);
    }
  }
  basins.labels[pixel] = own > 0 ? own : basins.start(here);
}

/** Number the labels of an image 1, 2, 3 in the order in which they first appear, in place; returns how many. */
export function renumber(labels: Int32Array): number {
  const fresh: number[] = [0];
  let count = 0;
  for (let i = 0; i < labels.length; i += 1) {
    const label = labels[i] as number;
    labels[i] = fresh[label] ??= count += 1;
  }
  return count;
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

/** Growing basins with their peaks; a joined basin points to the one that took it in. */
class Basins {
  readonly labels: Int32Array;
  private readonly depth: number;
  private readonly peaks = [0];
  private readonly into = [0];

  constructor(pixels: number, depth: number) {
    this.labels = new Int32Array(pixels);
    this.depth = depth;
  }

  start(peak: number): number {
    this.peaks.push(peak);
    this.into.push(this.into.length);
    return this.into.length - 1;
  }

  labelAt(pixel: number): number {
    return this.root(this.labels[pixel] ?? 0);
  }

  /**
   * Two basins meet at a saddle of this distance: join them if the shallower one is not deep enough and
   * return the label of both, or 0 if they stay apart.
   */
  meet(a: number, b: number, saddle: number): number {
    if (a === 0 || a === b) return b;
    const [deep, shallow] = (this.peaks[a] as number) >= (this.peaks[b] as number) ? [a, b] : [b, a];
    if ((this.peaks[shallow] as number) - saddle >= this.depth) return 0;
    this.into[shallow] = deep;
    return deep;
  }

  finish(): Int32Array {
    for (let i = 0; i < this.labels.length; i += 1) this.labels[i] = this.labelAt(i);
    renumber(this.labels);
    return this.labels;
  }

  private root(label: number): number {
    let root = label;
    while (this.into[root] !== root) {
      // Shorten the path while walking it, so that later walks are short.
      this.into[root] = this.into[this.into[root] as number] as number;
      root = this.into[root] as number;
    }
    return root;
  }
}

/** The pixels with a distance above 0, largest first, by counting sort. */
function deepestFirst(distance: Float32Array): Uint32Array {
  let top = 0;
  for (let i = 0; i < distance.length; i += 1) top = Math.max(top, distance[i] as number);
  const bins = Math.ceil(top * stepsPerPixel);
  const place = new Uint32Array(bins + 1);
  const binOf = (value: number): number => bins - Math.ceil(value * stepsPerPixel);
  for (let i = 0; i < distance.length; i += 1) {
    const next = binOf(distance[i] as number) + 1;
    if (next <= bins) place[next] = (place[next] as number) + 1;
  }
  for (let i = 1; i <= bins; i += 1) place[i] = (place[i] as number) + (place[i - 1] as number);
  const order = new Uint32Array(place[bins] as number);
  for (let i = 0; i < distance.length; i += 1) {
    const bin = binOf(distance[i] as number);
    if (bin === bins) continue;
    order[place[bin] as number] = i;
    place[bin] = (place[bin] as number) + 1;
  }
  return order;
}
