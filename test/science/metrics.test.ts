import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metrics } from '../../electron/engine/metrics/index.ts';
import type { Pixels } from '../../electron/engine/metrics/metric.ts';

interface Case {
  name: string;
  dtype: 'uint8' | 'uint16' | 'float32';
  width: number;
  height: number;
  channels: number;
  dataRange: number;
  prediction?: number[];
  target?: number[];
  /** Instead of the pixels: how they are drawn. */
  pattern?: { scale: number; noise: number };
  /** Null where a metric is not defined, as MS-SSIM of small images. */
  values: Record<string, number | null>;
}

const file = new URL('../fixtures/metrics.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };
const arrays = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array };

function imagesOf({ dtype, prediction, target, ...shape }: Case): { prediction: Pixels; target: Pixels } {
  const drawn = prediction && target ? { prediction, target } : pattern(shape);
  return {
    prediction: arrays[dtype].from(drawn.prediction),
    target: arrays[dtype].from(drawn.target),
  };
}

/** As `pattern` in fixtures/make-metrics.py. */
function pattern({ width, height, channels, pattern: drawn }: Omit<Case, 'dtype'>) {
  const { scale, noise } = drawn ?? { scale: NaN, noise: 0 };
  const [prediction, target]: [number[], number[]] = [[], []];
  let state = 1;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let c = 0; c < channels; c += 1) {
        const wave = Math.abs(((x * (5 + c) + y * 3) % 128) - 64);
        const tile = (Math.floor(x / 23) + Math.floor(y / 17)) % 2;
        const value = wave + 40 * tile + Math.floor((x * y) / 300);
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        const random = ((state >>> 20) % (2 * noise + 1)) - noise;
        target.push(scale * Math.min(255, value));
        prediction.push(scale * Math.min(255, Math.max(0, value + random)));
      }
    }
  }
  return { prediction, target };
}

describe.each(metrics)('$id against an independent implementation', (metric) => {
  it.each(cases)('$name', (each) => {
    const { values, width, height, channels, dataRange } = each;
    expect(values, 'every metric needs a reference value in test/fixtures/metrics.json').toHaveProperty(
      metric.id,
    );
    const { prediction, target } = imagesOf(each);
    const value = metric.compute(prediction, target, { width, height, channels, dataRange });
    const reference = values[metric.id];
    if (reference === null) expect(value).toBeNaN();
    // Mean absolute errors of 16-bit images are in the thousands.
    else expect(Math.abs(value - (reference as number)) / Math.max(1, Math.abs(value))).toBeLessThan(1e-7);
  });

  it('has at least one reference value', () => {
    expect(cases.filter(({ values }) => typeof values[metric.id] === 'number')).not.toHaveLength(0);
  });
});
