import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMeasures } from '../../../electron/engine/handlers/runs/evaluation/create-measures.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { TrustCollector } from '../../../electron/engine/reports/trust-measures.ts';
import { writeReport } from '../../../electron/engine/reports/write-report.ts';
import { evaluatePairs, feedOf, rasterOf } from '../../support/evaluated-pairs.ts';
import type { MadePair } from '../../support/evaluated-pairs.ts';
import { temporaryFolder } from '../projects/temporary-folder.ts';
import { content } from './report-fixture.ts';

const side = 32;
const grey = (value: (i: number) => number): Raster =>
  rasterOf(
    side,
    side,
    Uint8Array.from({ length: side * side }, (_, i) => value(i)),
  );
const floats = (value: (i: number) => number): Raster =>
  rasterOf(
    side,
    side,
    Float32Array.from({ length: side * side }, (_, i) => value(i)),
  );
const ramp = grey((i) => (37 * i) % 200);
const better: MadePair = {
  id: 'better',
  truth: ramp,
  input: grey((i) => ((37 * i) % 200) + 10 * (i % 3)),
  result: grey((i) => ((37 * i) % 200) + (i % 3)),
};

/** Evaluates pairs, with their spots, and writes the report with all of them as examples. */
async function reported(made: MadePair[]) {
  // Each its own input: results are found by it.
  const pairs = made.map((pair) => ({ ...pair, input: { ...pair.input } }));
  const known = feedOf(pairs);
  const context = { ...known, split: 'test', pixelSize: null } as const;
  const evaluation = await evaluatePairs(pairs, { measures: createMeasures(['spots'], context) }, known);
  const trust = new TrustCollector(pairs.length, pairs.length);
  for (const { id, ...pair } of pairs) trust.add(id, pair);
  const examples = pairs.map((pair) => ({
    ...pair,
    title: 'First',
    disagreement: null,
    pixelSize: null,
  }));
  const page = await writeReport(join(temporaryFolder(), 'report'), {
    ...content(),
    ...{ evaluation, examples, photo: null, trust: trust.finish() },
  });
  const html = readFileSync(page, 'utf8');
  const text = html
    .replace(/<style>[^]*<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
  const scores = readFileSync(join(dirname(page), 'scores.csv'), 'utf8')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  const column = (name: string) => scores.slice(1).map((row) => row[scores[0]?.indexOf(name) ?? -1]);
  // Neither in words nor in drawings is there anything that is no number.
  expect(html).not.toMatch(/NaN|undefined|Infinity/);
  return { evaluation, text, column };
}

describe('a report of', () => {
  it('a result equal to its truth: an infinite PSNR, in words, table and plots', async () => {
    const exact = { ...better, id: 'exact', result: ramp };
    const third = { ...better, id: 'third', result: grey((i) => ((37 * i) % 200) + 2 * (i % 2)) };
    const { text, column } = await reported([exact, better, third]);
    expect(text).toContain('Result · PSNR ∞ dB, SSIM 1.0000');
    expect(text).toMatch(/exact exact.tif 32 × 32 [\d.]+ ∞ \+∞/);
    expect(text).toContain('mean gain in PSNR, result over input on 2 of 3 images');
    expect(text).toContain(
      '1 result equal to the truth in every pixel: an infinite PSNR has no part in means',
    );
    expect(text).toContain('1 image without a finite PSNR not drawn.');
    expect(column('psnr')[0]).toBe('inf');
    expect(Number(column('psnr')[1])).toBeGreaterThan(40);
  });

  it('nothing but such results: the gain is infinite', async () => {
    const { text } = await reported([{ ...better, result: ramp }]);
    expect(text).toContain('+∞ dB mean gain in PSNR');
  });

  it('constant images: no range and no PSNR, and says so', async () => {
    const flat = (value: number) => floats(() => value);
    const { text, column } = await reported([
      { id: 'flat', input: flat(1), result: flat(2), truth: flat(3) },
    ]);
    expect(text).toContain('There is no data range, as the truths are all one grey level.');
    expect(text).toContain('– dB mean gain');
    expect(column('psnr')).toEqual(['']);
    expect(column('mae')).toEqual(['1']);
  });

  it('pixels that are no numbers: no score of that image, and those of the others', async () => {
    const truth = floats((i) => (37 * i) % 200);
    const near = {
      id: 'near',
      truth,
      input: floats((i) => (31 * i) % 200),
      result: floats((i) => ((37 * i) % 200) + 1),
    };
    const holes = { ...near, id: 'holes', result: floats((i) => (i === 7 ? NaN : i)) };
    const { evaluation, text, column } = await reported([near, holes]);
    expect(text).toMatch(/holes holes.tif 32 × 32 [\d.]+ – – /);
    expect(column('psnr')[1]).toBe('');
    expect(evaluation.perImage[1]?.notes[0]).toMatch(/no finite number/);
    expect(text).toContain('on 1 of 2 images');
  });

  it('one image: no deviation, no interval, no test is claimed', async () => {
    const { text } = await reported([better]);
    expect(text).toMatch(/PSNR \(dB\) ↑ 1 [\d.]+ [\d.]+ – \+[\d.]+ /);
    expect(text).not.toMatch(/PSNR \(dB\) ↑ 1 [\d.]+ ±/);
  });

  it('images without a spot: empty lists have no score, and none is claimed', async () => {
    const empty = grey(() => 100);
    const { evaluation, text } = await reported([
      { id: 'empty', input: empty, result: grey(() => 101), truth: empty },
    ]);
    expect(evaluation.spots?.perImage[0]?.result.match).toMatchObject({ matched: 0, lost: [], invented: [] });
    expect(text).toMatch(/Precision of spots ↑ – – –/);
    expect(text).toContain('Truth – – to – px 0 0');
  });
});
