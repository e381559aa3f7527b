import { AbbeError } from '../../contract/errors.ts';

/** A tile and the part of it, in image coordinates, whose result is exact; in pixels. */
export interface Tile {
  x: number;
  y: number;
  width: number;
  height: number;
  core: { x: number; y: number; width: number; height: number };
}

export interface TileRules {
  /** Side of the tiles (px), a multiple of `stride`. */
  tile: number;
  /** Where tiles may begin: multiples of the network's stride, or its coarse layers would see other blocks. */
  stride: number;
  /** How far a result depends on its surroundings (px). */
  receptiveRadius: number;
}

/**
 * Tiles whose cores cover an image once. A tile reaches at least the receptive radius beyond its core, except
 * at the image's border, so tiled and untiled results are the same numbers.
 * @throws RangeError where the tile is too small for the network.
 */
export function planTiles(width: number, height: number, rules: TileRules): Tile[] {
  const columns = planLine(width, rules);
  return planLine(height, rules).flatMap((row) =>
    columns.map((column) => ({
      x: column.start,
      y: row.start,
      width: column.length,
      height: row.length,
      core: { x: column.core, y: row.core, width: column.coreLength, height: row.coreLength },
    })),
  );
}

interface Span {
  start: number;
  length: number;
  core: number;
  coreLength: number;
}

function planLine(length: number, rules: TileRules): Span[] {
  if (length <= rules.tile) return [{ start: 0, length, core: 0, coreLength: length }];
  const margin = marginOf(rules);
  const advance = rules.tile - 2 * margin;
  if (!(advance > 0)) throw new RangeError(`Tiles of ${rules.tile} px are too small for this network.`);
  const spans: Span[] = [];
  for (let start = 0, covered = 0; covered < length; start += advance) {
    const end = Math.min(start + rules.tile, length);
    const coreEnd = end === length ? length : end - margin;
    spans.push({ start, length: end - start, core: covered, coreLength: coreEnd - covered });
    covered = coreEnd;
  }
  return spans;
}

const marginOf = ({ receptiveRadius, stride }: TileRules): number =>
  Math.ceil(receptiveRadius / stride) * stride;

export interface TiledOptions {
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Runs something on every tile of an image; when memory runs out, again with tiles of half the side. Between
 * tiles the event loop runs, so that a cancellation is seen.
 * @throws AbbeError cancelled when the signal is aborted; out-of-memory when the smallest tile is too large.
 */
export async function runTiled(
  width: number,
  height: number,
  rules: TileRules,
  run: (tile: Tile, side: number) => void | Promise<void>,
  options: TiledOptions = {},
): Promise<void> {
  for (let { tile } = rules; ; tile = Math.floor(tile / 2 / rules.stride) * rules.stride) {
    try {
      await runAll(planTiles(width, height, { ...rules, tile }), tile, run, options);
      return;
    } catch (error) {
      const smaller = Math.floor(tile / 2 / rules.stride) * rules.stride;
      const outOfMemory = AbbeError.wrap(error).code === 'out-of-memory';
      if (!outOfMemory || smaller <= 2 * marginOf(rules)) throw error;
    }
  }
}

async function runAll(
  tiles: Tile[],
  side: number,
  run: (tile: Tile, side: number) => void | Promise<void>,
  { signal, onProgress }: TiledOptions,
): Promise<void> {
  for (const [done, tile] of tiles.entries()) {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) throw new AbbeError('cancelled', 'Cancelled.');
    onProgress?.(done, tiles.length);
    await run(tile, side);
  }
  onProgress?.(tiles.length, tiles.length);
}
