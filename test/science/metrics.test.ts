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
  prediction: number[];
  target: number[];
  values: Record<string, number>;
}

const file = new URL('../fixtures/metrics.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Case[] };
const arrays = { uint8: Uint8Array, uint16: Uint16Array, float32: Float32Array };
const pixels = (values: number[], dtype: Case['dtype']): Pixels => arrays[dtype].from(values);

describe.each(metrics)('$id against an independent implementation', (metric) => {
  it.each(cases)('$name', ({ prediction, target, dtype, values, ...context }) => {
    expect(values, 'every metric needs a reference value in test/fixtures/metrics.json').toHaveProperty(
      metric.id,
    );
    const value = metric.compute(pixels(prediction, dtype), pixels(target, dtype), context);
    expect(Math.abs(value - (values[metric.id] as number))).toBeLessThan(1e-6);
  });
});
