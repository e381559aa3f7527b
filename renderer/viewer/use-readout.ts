import type { ImageSource } from './image-source.ts';
import { valuesAt, valueText } from './image-source.ts';
import { coreOf, fetchBox, firstReduce, tileId, tileSide } from './tile-plan.ts';
import { tiles } from './tile-store.ts';

const patienceMs = 40;

export interface Readout {
  /** Tells the values of the pixel at a place in an image; null outside of it. The newest question is answered. */
  ask(source: ImageSource, x: number, y: number, tell: (text: string | null) => void): void;
  cancel(): void;
}

/**
 * The values under a pointer in the image's own numbers, whatever reduction is shown: from the tile where it is
 * there at full size, else asked for once the pointer rests.
 */
export function useReadout(): Readout {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | undefined;

  function cancel(): void {
    clearTimeout(timer);
    asked?.abort();
    asked = undefined;
  }

  return {
    cancel,
    ask(source, px, py, tell) {
      cancel();
      const [x, y] = [Math.floor(px), Math.floor(py)];
      if (x < 0 || y < 0 || x >= source.width || y >= source.height) return tell(null);
      const values = valuesHere(source, x, y);
      const say = (found: readonly number[] | null): void =>
        tell(found && `x ${x}, y ${y}: ${valueText(found, source.dtype)}`);
      if (values) return say(values);
      tell(`x ${x}, y ${y}`);
      const controller = new AbortController();
      asked = controller;
      timer = setTimeout(() => {
        source
          .tile(1, { x, y, width: 1, height: 1 }, controller.signal)
          .then((picture) => say(valuesAt(picture, 0, 0)))
          // The picture itself says what is wrong with the image.
          .catch(() => undefined);
      }, patienceMs);
    },
  };
}

/** From what is in the page's memory; null where the pixel itself is not. */
function valuesHere(source: ImageSource, x: number, y: number): number[] | null {
  const { whole } = source;
  if (whole) {
    const column = Math.floor((x * whole.width) / source.width);
    return valuesAt(whole, column, Math.floor((y * whole.height) / source.height));
  }
  const one = firstReduce(source) === 1;
  const tile = tileId(source, 1, one ? 0 : Math.floor(x / tileSide), one ? 0 : Math.floor(y / tileSide));
  const picture = tiles.get(tile);
  if (!picture || coreOf(source, tile).width === 0) return null;
  const box = fetchBox(source, tile);
  return valuesAt(picture, x - box.x, y - box.y);
}
