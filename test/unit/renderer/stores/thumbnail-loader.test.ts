import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AbbeError } from '../../../../electron/contract/errors.ts';
import { createThumbnailLoader, type Thumb } from '../../../../renderer/stores/thumbnail-loader.ts';

interface Asked {
  keys: readonly string[];
  signal: AbortSignal;
  answer(thumbs?: ReadonlyMap<string, Thumb>): void;
  refuse(error: AbbeError): void;
}

let asked: Asked[];
const picture = (bytes: number): Thumb => ({
  pixels: { width: bytes, height: 1, channels: 1, dtype: 'uint8', data: new Uint8Array(bytes) },
  error: '',
});

function loader(maxBytes?: number) {
  return createThumbnailLoader<Thumb>({
    batch: 2,
    restMs: 0,
    ...(maxBytes === undefined ? {} : { maxBytes }),
    fetch: (keys, signal) =>
      new Promise((resolve, reject) => {
        const answer: Asked['answer'] = (thumbs) =>
          resolve(thumbs ?? new Map(keys.map((key) => [key, picture(1000)])));
        asked.push({ keys, signal, answer, refuse: reject });
      }),
  });
}
beforeEach(() => void (asked = []));
const requests = (count: number) => vi.waitFor(() => expect(asked).toHaveLength(count));

describe('thumbnails', () => {
  it('come in batches, those in sight only, once', async () => {
    const thumbs = loader();
    thumbs.show(['a', 'b', 'c']);
    await requests(1);
    expect(asked[0]?.keys).toEqual(['a', 'b']);
    asked[0]?.answer();
    await requests(2);
    expect(asked[1]?.keys).toEqual(['c']);
    asked[1]?.answer();
    await vi.waitFor(() => expect(thumbs.get('c')).not.toBeNull());
    thumbs.show(['a', 'b', 'c']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toHaveLength(2);
  });

  it('are cancelled when all that was asked for has left the view', async () => {
    const thumbs = loader();
    thumbs.show(['a', 'b']);
    await requests(1);
    thumbs.show(['b', 'c']);
    expect(asked[0]?.signal.aborted).toBe(false);
    thumbs.show(['x', 'y']);
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.refuse(new AbbeError('cancelled', 'Cancelled.'));
    await requests(2);
    expect(asked[1]?.keys).toEqual(['x', 'y']);
    expect(thumbs.get('a')).toBeNull();
  });

  it('that cannot be had keep their reason until they are tried again', async () => {
    const thumbs = loader();
    thumbs.show(['a', 'b']);
    await requests(1);
    asked[0]?.answer(
      new Map([
        ['a', { pixels: null, error: 'a.png is damaged.' }],
        ['b', picture(9)],
      ]),
    );
    await vi.waitFor(() => expect(thumbs.get('a')?.error).toBe('a.png is damaged.'));
    expect(thumbs.get('b')?.pixels).not.toBeNull();
    thumbs.retry();
    await requests(2);
    expect(asked[1]?.keys).toEqual(['a']);
  });

  it('of long ago are forgotten beyond the bound, those in sight never', async () => {
    const thumbs = loader(3000);
    thumbs.show(['a', 'b']);
    await requests(1);
    asked[0]?.answer();
    await vi.waitFor(() => expect(thumbs.get('b')).not.toBeNull());
    thumbs.show(['c', 'd']);
    await requests(2);
    asked[1]?.answer();
    await vi.waitFor(() => expect(thumbs.get('d')).not.toBeNull());
    expect([thumbs.get('a'), thumbs.get('b')]).toEqual([null, null]);
    expect(thumbs.get('c')).not.toBeNull();
  });

  it('are fetched anew once others stand under their keys', async () => {
    const thumbs = loader();
    thumbs.show(['a', 'b']);
    await requests(1);
    thumbs.clear();
    expect(asked[0]?.signal.aborted).toBe(true);
    asked[0]?.answer();
    await requests(2);
    expect(asked[1]?.keys).toEqual(['a', 'b']);
  });
});
