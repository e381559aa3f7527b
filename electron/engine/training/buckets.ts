/** A shape in pixels: of an image, or of what images are padded to. */
export interface Size {
  width: number;
  height: number;
}

/**
 * A few shapes that every image fits into, because each shape costs a compiled graph. Begins with every size
 * rounded up, then joins the two shapes whose union adds the fewest padded pixels over all
 * images, until there are at most `limit`.
 * @param sizes one per image.
 * @param multiple a power of two that both sides of every shape are multiples of.
 * @returns shapes by area, smallest first.
 */
export function chooseBuckets(sizes: readonly Size[], multiple: number, limit: number): Size[] {
  const counts = new Map<string, { size: Size; count: number }>();
  for (const size of sizes) add(counts, roundUp(size, multiple), 1);
  let buckets = [...counts.values()];
  while (buckets.length > limit) buckets = joinCheapest(buckets);
  return buckets.map(({ size }) => size).sort((a, b) => area(a) - area(b) || a.width - b.width);
}

/** The smallest bucket that holds an image; undefined where none does. */
export function bucketFor(size: Size, buckets: readonly Size[]): Size | undefined {
  return buckets
    .filter(({ width, height }) => width >= size.width && height >= size.height)
    .reduce<Size | undefined>(
      (best, bucket) => (best && area(best) <= area(bucket) ? best : bucket),
      undefined,
    );
}

/** Both sides up to the next multiple; large sides to a quarter of a power of two, to keep shapes few. */
function roundUp({ width, height }: Size, multiple: number): Size {
  const side = (length: number): number => {
    const step = Math.max(multiple, 2 ** Math.floor(Math.log2(length)) / 4);
    return Math.ceil(length / step) * step;
  };
  return { width: side(width), height: side(height) };
}

interface Counted {
  size: Size;
  count: number;
}

function add(counts: Map<string, Counted>, size: Size, count: number): void {
  const key = keyOf(size);
  const known = counts.get(key);
  if (known) known.count += count;
  else counts.set(key, { size, count });
}

function joinCheapest(buckets: Counted[]): Counted[] {
  let best = { cost: Infinity, first: 0, second: 1 };
  buckets.forEach((a, first) => {
    for (let second = first + 1; second < buckets.length; second += 1) {
      const b = buckets[second] as Counted;
      const whole = area(union(a.size, b.size));
      const cost = a.count * (whole - area(a.size)) + b.count * (whole - area(b.size));
      if (cost < best.cost) best = { cost, first, second };
    }
  });
  const [a, b] = [buckets[best.first] as Counted, buckets[best.second] as Counted];
  const counts = new Map<string, Counted>();
  for (const other of buckets) if (other !== a && other !== b) add(counts, other.size, other.count);
  add(counts, union(a.size, b.size), a.count + b.count);
  return [...counts.values()];
}

const union = (a: Size, b: Size): Size => ({
  width: Math.max(a.width, b.width),
  height: Math.max(a.height, b.height),
});

const area = ({ width, height }: Size): number => width * height;

/** `WIDTHxHEIGHT`, to name a shape. */
export const keyOf = ({ width, height }: Size): string => `${width}x${height}`;
