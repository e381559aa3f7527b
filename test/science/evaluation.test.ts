import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { Evaluation, ScoreId } from '../../electron/contract/evaluation.ts';
import { inputScoreOf } from '../../electron/contract/evaluation.ts';
import { openPhoto } from '../../electron/engine/formats/open-photo.ts';
import { createMeasures } from '../../electron/engine/handlers/runs/evaluation/create-measures.ts';
import { EvaluationExport } from '../../electron/engine/handlers/runs/evaluation/export-evaluation.ts';
import { gaussianBlur } from '../../electron/engine/imaging/gaussian-blur.ts';
import type { Raster } from '../../electron/engine/imaging/raster.ts';
import { crop } from '../../electron/engine/imaging/raster.ts';
import type { MadePair } from '../support/evaluated-pairs.ts';
import { evaluatePairs, feedOf } from '../support/evaluated-pairs.ts';
import { findPython, runPython } from '../support/python.ts';

const vnc = fileURLToPath(new URL('../../../shared/data/vnc/', import.meta.url));
const python = findPython();
const folder = mkdtempSync(join(tmpdir(), 'abbe-evaluation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Recomputed {
  dataRange: number;
  result: Record<ScoreId, number>[];
  input: Record<ScoreId, number>[];
  mean: Record<ScoreId, number>;
  standardDeviation: Record<ScoreId, number>;
  interval: Record<ScoreId, [number, number]>;
  p: Record<ScoreId, number>;
  correctedP: Record<ScoreId, number>;
  effectSize: Record<ScoreId, number>;
  explainedVarianceRatio: number[];
  points: Record<'real' | 'generated', [number, number][]>;
  energy: number;
}

/** Sections of which the inputs are blurred a lot and the results a little, in the type of `convert`. */
async function pairsOf(convert: (raster: Raster) => Raster): Promise<MadePair[]> {
  const names = [...Array(6).keys()].map((i) => String(i).padStart(2, '0'));
  return Promise.all(
    names.map(async (name) => {
      const section = await openPhoto(join(vnc, `raw/${name}.tif`));
      const truth = crop(section, { x: 0, y: 0, width: 512, height: 256 });
      const [input, result] = [await gaussianBlur(truth, 15), await gaussianBlur(truth, 3)];
      return { id: name, input: convert(input), result: convert(result), truth: convert(truth) };
    }),
  );
}

async function evaluateInto(output: string, pairs: MadePair[]): Promise<Evaluation> {
  const exported = new EvaluationExport(output, true);
  const known = feedOf(pairs, {}, 'least-squares');
  const evaluation = await evaluatePairs(
    pairs,
    {
      measures: createMeasures(['distribution'], { ...known, split: 'test', pixelSize: null }),
      onPair: (pair) => exported.addPair(pair),
    },
    known,
  );
  await exported.finish(evaluation);
  return evaluation;
}

const deep: Record<string, (raster: Raster) => Raster> = {
  '8 bits': (raster) => raster,
  colours: (raster) => ({
    ...raster,
    channels: 3,
    data: Uint8Array.from({ length: 3 * raster.data.length }, (_, i) =>
      i % 3 === 1
        ? 255 - (raster.data[Math.floor(i / 3)] ?? 0)
        : (raster.data[Math.floor(i / 3)] ?? 0) / (1 + (i % 3)),
    ),
  }),
  '16 bits': (raster) => ({
    ...raster,
    dtype: 'uint16',
    data: Uint16Array.from(raster.data, (v) => 300 + 11 * v),
  }),
  floats: (raster) => ({
    ...raster,
    dtype: 'float32',
    data: Float32Array.from(raster.data, (v) => 0.002 + v / 1e5),
  }),
};

describe.skipIf(!existsSync(vnc) || 'missing' in python)(
  'an evaluation equals Python’s on the exported images',
  () => {
    const tool = 'path' in python ? python.path : '';
    it.each(Object.keys(deep))('of %s', { timeout: 240_000 }, async (kind) => {
      const output = join(folder, kind.replace(' ', '-'));
      const evaluation = await evaluateInto(output, await pairsOf(deep[kind] as (raster: Raster) => Raster));
      const code = readFileSync(new URL('./evaluation.py', import.meta.url), 'utf8');
      const theirs = JSON.parse(String(await runPython(tool, code, [output]))) as Recomputed;
      expect(evaluation.dataRange?.value).toBeCloseTo(theirs.dataRange, 6);
      const ids = Object.keys(theirs.mean) as ScoreId[];
      expect(ids).toHaveLength(7);
      for (const id of ids) {
        for (const [i, image] of evaluation.perImage.entries()) {
          expect(image[id], `${id} of the result ${i}`).toBeCloseTo(theirs.result[i]?.[id] ?? NaN, 6);
          expect(image[inputScoreOf(id)], `${id} of the input ${i}`).toBeCloseTo(
            theirs.input[i]?.[id] ?? NaN,
            6,
          );
        }
        expect(evaluation.mean[id], id).toBeCloseTo(theirs.mean[id], 6);
        expect(evaluation.standardDeviation[id], id).toBeCloseTo(theirs.standardDeviation[id], 6);
        const [low, high] = theirs.interval[id];
        const tolerance = 0.1 * (high - low);
        expect(Math.abs((evaluation.interval[id]?.low ?? NaN) - low), id).toBeLessThan(tolerance);
        expect(Math.abs((evaluation.interval[id]?.high ?? NaN) - high), id).toBeLessThan(tolerance);
        const compared = evaluation.comparison.find(({ metric }) => metric === id);
        expect(compared?.p, id).toBeCloseTo(theirs.p[id], 10);
        expect(compared?.correctedP, id).toBeCloseTo(theirs.correctedP[id], 10);
        expect(compared?.effectSize, id).toBeCloseTo(theirs.effectSize[id], 10);
      }
      const { distribution } = evaluation;
      theirs.explainedVarianceRatio.forEach((share, i) =>
        expect(distribution?.explainedVarianceRatio[i]).toBeCloseTo(share, 4),
      );
      for (const [set, points] of Object.entries(theirs.points)) {
        const own = distribution?.points.filter((point) => point.set === set) ?? [];
        expect(own).toHaveLength(points.length);
        const size = Math.max(...points.flat().map(Math.abs));
        // A component may point either way.
        const [x, y] = [Math.sign(own[0]?.x ?? 1), Math.sign(own[0]?.y ?? 1)];
        const [theirX, theirY] = (points[0] ?? [1, 1]).map(Math.sign) as [number, number];
        for (const [i, point] of own.entries()) {
          const [atX, atY] = points[i] ?? [NaN, NaN];
          expect(Math.abs(point.x * x - atX * theirX) / size, `${set} ${i}`).toBeLessThan(1e-3);
          expect(Math.abs(point.y * y - atY * theirY) / size, `${set} ${i}`).toBeLessThan(1e-3);
        }
      }
      const energy = distribution?.energy.find(({ set }) => set === 'generated')?.statistic ?? NaN;
      expect(energy / theirs.energy).toBeCloseTo(1, 3);
    });
  },
);
