import { describe, expect, it } from 'vitest';
import { signalMap } from '../../electron/engine/datasets/signal-map.ts';
import { ValueCounts } from '../../electron/engine/imaging/value-counts.ts';
import { findPython, runPython } from '../support/python.ts';
import { pathOf } from '../support/tools.ts';
import { drawPicture } from '../unit/datasets/feed-fixture.ts';

describe('against scipy and numpy', () => {
  it.for([16, 15])(
    'patches of %i with signal are those of the maximum filter over half a patch',
    async (size, context) => {
      const image = drawPicture(61, 47);
      image.data = image.data.map((value, i) => (i % 211 === 0 ? value : value % 70));
      const map = signalMap(image, { size, threshold: 0.4, percentile: 99.9 });
      // The published rule: the filter's value at a patch's centre, at every place where a patch fits.
      const code = `
import sys, numpy as np
from scipy.ndimage import maximum_filter
image = np.frombuffer(sys.stdin.buffer.read(), '<u2').reshape(47, 61).astype(np.float32)
size = ${size}
bright = maximum_filter(image, size // 2, mode='constant') > 0.4 * np.percentile(image, 99.9)
fits = tuple(slice(size // 2, d - size + size // 2 + 1) for d in image.shape)
sys.stdout.buffer.write(bright[fits].astype(np.uint8).tobytes())`;
      const bytes = new Uint8Array(image.data.buffer);
      const expected = await runPython(pathOf(findPython(), context), code, [], bytes);
      expect(expected).toHaveLength(map.width * map.height);
      expect(Buffer.from(map.isSignal).equals(expected)).toBe(true);
      expect(new Set(map.isSignal).size).toBe(2);
    },
  );

  it('percentiles of several images of floats and integers are numpy’s, to the last digit of a float', async (context) => {
    const floats = drawPicture(80, 60, 'float32').data.map((value, i) => (value - 0.4) ** 3 * 10 ** (i % 5));
    floats.set([NaN, Infinity], 7);
    const integers = drawPicture(30, 20, 'uint16').data;
    const counts = new ValueCounts();
    const percentiles = [1, 99.8];
    for (const data of [floats, integers]) counts.add(data);
    expect(counts.needsSecondPass(percentiles)).toBe(true);
    for (const data of [floats, integers]) counts.addAgain(data);
    const code = `
import sys, numpy as np
bytes_ = sys.stdin.buffer.read()
floats, integers = np.frombuffer(bytes_[:19200], '<f4'), np.frombuffer(bytes_[19200:], '<u2')
values = np.concatenate([floats[np.isfinite(floats)], integers]).astype(np.float64)
print(*np.percentile(values, [1, 99.8]))`;
    const input = Buffer.concat([floats, integers].map(({ buffer }) => new Uint8Array(buffer)));
    const printed = (await runPython(pathOf(findPython(), context), code, [], input)).toString();
    const expected = printed.trim().split(' ').map(Number);
    for (const [i, percentile] of percentiles.entries()) {
      const value = expected[i] as number;
      expect(Math.abs(counts.percentile(percentile) - value)).toBeLessThanOrEqual(Math.abs(value) * 1e-7);
    }
    expect(counts.count).toBe(80 * 60 - 2 + 600);
  });
});
