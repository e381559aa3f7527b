import type { Box } from '../../electron/contract/images.ts';
import type { ImageSource, Picture } from './image-source.ts';
import type { Shading } from './shading.ts';
import {
  coreOf,
  fetchBox,
  firstReduce,
  parentOf,
  tileId,
  tilesInView,
  wantedReduce,
  type TileId,
} from './tile-plan.ts';
import type { TileStore, Wish } from './tile-store.ts';
import type { Point, Size, View } from './view-transform.ts';

/** A part of the image and the picture that it is painted from. */
export interface Cell {
  /** The same for the same picture. */
  key: string;
  picture: Picture;
  /** Where the picture's first sample begins, and the size of a sample, in pixels of the image. */
  origin: Point;
  sample: Point;
  /** The part of the image that is painted. */
  core: Box;
}

export interface PaintLayer {
  cells: readonly Cell[];
  shading: Shading;
}

/** Draws layers under a view; layers after the first are added to it. */
export interface Painter {
  readonly kind: 'webgl2' | 'canvas';
  paint(layers: readonly PaintLayer[], view: View, viewport: Size): void;
  dispose(): void;
}

export interface CellPlan {
  cells: Cell[];
  /** Tiles that are still to come; until then a coarser picture stands in their place. */
  wishes: Wish[];
  /** Whether everything in sight has the wanted reduction. */
  complete: boolean;
}

/** What there is to paint of an image under a view, each place once, and what to ask for. */
export function planCells(source: ImageSource, view: View, viewport: Size, store: TileStore): CellPlan {
  if (source.whole) return { cells: [wholeCell(source, source.whole)], wishes: [], complete: true };
  const wanted = tilesInView(source, view, viewport, wantedReduce(source, view.scale));
  const cells: Cell[] = [];
  const first = tileId(source, firstReduce(source), 0, 0);
  const wishes: Wish[] = store.get(first) ? [] : [{ source, tile: first }];
  let complete = true;
  for (const tile of wanted) {
    if (!store.get(tile)) {
      complete = false;
      if (tile.key !== first.key) wishes.push({ source, tile });
    }
    for (let at: TileId | null = tile; at; at = parentOf(source, at)) {
      const picture = store.get(at);
      if (!picture) continue;
      cells.push(cellOf(source, at, picture, coreOf(source, tile)));
      break;
    }
  }
  return { cells, wishes, complete };
}

function wholeCell(source: ImageSource, picture: Picture): Cell {
  const { width, height } = source;
  return {
    key: source.key,
    picture,
    origin: { x: 0, y: 0 },
    sample: { x: width / picture.width, y: height / picture.height },
    core: { x: 0, y: 0, width, height },
  };
}

function cellOf(source: ImageSource, tile: TileId, picture: Picture, core: Box): Cell {
  const { reduce } = tile;
  const box = fetchBox(source, tile);
  return {
    key: tile.key,
    picture,
    origin: { x: box.x * reduce, y: box.y * reduce },
    sample: { x: reduce, y: reduce },
    core,
  };
}
