import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Box } from '../../../electron/contract/images.ts';
import { degrade, parseDegradation } from '../../../electron/engine/datasets/degradation.ts';
import { openPhoto } from '../../../electron/engine/formats/open-photo.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { crop } from '../../../electron/engine/imaging/raster.ts';
import { encodePng } from '../../../electron/engine/formats/png.ts';
import { psnr } from '../../../electron/engine/metrics/psnr.ts';
import { brokenPhotos } from './broken-photos.ts';
import {
  missingPhotos,
  realPhotos,
  startEngine,
  startProject,
  temporaryFolder,
  tinyRun,
  untilEnded,
} from './engine-fixture.ts';

const request = { recipe: 'microgan', preset: 'quick', parameters: tinyRun, seed: 5 };
const olderEvaluation = fileURLToPath(
  new URL('../../fixtures/evaluations-version-1/em-images.json', import.meta.url),
);
const steps = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe.skipIf(missingPhotos)('runs in the engine', () => {
  it('go the whole way: train, pause, resume, evaluate, compare, apply, report', async () => {
    const test = await startEngine();
    const { call, next, heard } = test;
    const { project, dataset } = await startProject(test);
    const started = await call('run.start', { project, dataset, ...request });
    expect(started).toMatchObject({ state: 'running', totalSteps: 40, seed: 5, dataset });
    expect(started.networks.map(({ role }) => role)).toEqual(['generator', 'critic']);
    expect(started.versions).toMatchObject({ abbe: '0.0.0-test', tensorflow: expect.stringMatching(/^\d/) });
    const of = { project, run: started.id };
    expect(await call('run.evaluation', of)).toBeNull();

    await next('run.progress', ({ step }) => step >= 3);
    const paused = await call('run.pause', of);
    expect(paused.state).toBe('paused');
    const { points } = await call('run.losses', { ...of, fromStep: 0 });
    expect(points.map(({ step }) => step)).toEqual(steps(paused.step));
    // A generator of its own, from the checkpoint that the pause has made.
    const early = await call('run.evaluate', { ...of, split: 'validation', checkpoint: 'last' });
    expect(early).toMatchObject({ checkpoint: 'last', step: paused.step, split: 'validation' });
    const controller = new AbortController();
    const cancelled = call(
      'run.evaluate',
      { ...of, split: 'test' },
      { signal: controller.signal, onProgress: () => controller.abort() },
    );
    await expect(cancelled).rejects.toThrow('Cancelled; earlier scores were kept.');
    expect(await call('run.evaluation', of)).toEqual(early);
    expect((await call('run.resume', of)).state).toBe('running');

    const record = await untilEnded(test, project, started.id);
    expect(record).toMatchObject({ state: 'finished', step: 40, message: '' });
    const all = (await call('run.losses', { ...of, fromStep: 0 })).points;
    expect(all.map(({ step }) => step)).toEqual(steps(40));
    expect((await call('run.losses', { ...of, fromStep: 38 })).points).toEqual(all.slice(38));
    const told = heard.flatMap((event) => (event.name === 'run.losses' ? event.payload.points : []));
    expect(told).toEqual(all);
    const states = heard.flatMap((event) => (event.name === 'run.state' ? [event.payload.state] : []));
    expect(states).toEqual(['running', 'paused', 'running', 'finished']);

    const preview = await call('run.preview', of);
    expect(preview.step).toBe(40);
    expect(preview.items.length).toBeGreaterThan(0);
    expect(preview.items[0]?.result.width).toBe(preview.items[0]?.truth.width);

    const evaluation = await call('run.evaluate', { ...of, split: 'test' });
    const best = { checkpoint: 'best', step: record.best?.step };
    expect(evaluation).toMatchObject({
      ...best,
      split: 'test',
      dataRange: { value: 255, kind: 'type' },
      photos: 1,
    });
    expect(evaluation.n).toBe(evaluation.perImage.length);
    expect(await call('run.evaluation', of)).toEqual(evaluation);
    const mean =
      evaluation.perImage.reduce((sum, { inputPsnr }) => sum + (inputPsnr ?? NaN), 0) / evaluation.n;
    expect(evaluation.mean.inputPsnr).toBeCloseTo(mean, 10);

    const scored = evaluation.perImage[0] as (typeof evaluation.perImage)[number];
    const triple = await call('run.compare', { ...of, item: scored.id });
    const { width, height, channels } = triple.truth;
    const box = scored.box as Box;
    expect({ width, height }).toEqual({ width: box.width, height: box.height });
    const context = { width, height, channels, dataRange: 255 };
    expect(psnr(triple.result.data, triple.truth.data, context)).toBeCloseTo(scored.psnr ?? NaN, 10);
    expect(psnr(triple.input.data, triple.truth.data, context)).toBeCloseTo(scored.inputPsnr ?? NaN, 10);
    const truth = crop(await openPhoto(scored.file), box);
    expect(Buffer.from(triple.truth.data).equals(Buffer.from(truth.data as Uint8Array))).toBe(true);

    const output = join(temporaryFolder(), 'report');
    const { page } = await call('run.report', { ...of, output });
    const html = readFileSync(page, 'utf8');
    expect(html.match(/href="data:image\/png;base64,/g)?.length).toBeGreaterThanOrEqual(6);
    for (const figure of ['example-1-error.png', 'linearity.svg', 'linearity.csv', 'splits.svg']) {
      expect(existsSync(join(output, 'figures', figure))).toBe(true);
    }
    expect(html).toContain((evaluation.mean.psnr ?? NaN).toFixed(2));
    expect(readFileSync(join(output, 'losses.csv'), 'utf8').trim().split('\n')).toHaveLength(41);

    // Scores of an older Abbe are of another data range, and not all that a report shows.
    const old = JSON.parse(readFileSync(olderEvaluation, 'utf8'));
    const file = join(project, 'runs', started.id, 'evaluation.json');
    writeFileSync(file, JSON.stringify({ ...old, run: started.id, ...best, split: 'test' }));
    expect(await call('run.evaluation', of)).toMatchObject({ created: null, mean: old.mean });
    await call('run.report', { ...of, output: join(temporaryFolder(), 'report') });
    const scoredAnew = await call('run.evaluation', of);
    expect(scoredAnew?.created).not.toBeNull();
    expect({ ...scoredAnew, created: null }).toEqual({ ...evaluation, created: null });
  });

  it('stop with a checkpoint, and go on from it in another engine to the same end', async () => {
    const first = await startEngine();
    const { project, dataset } = await startProject(first);
    const { id } = await first.call('run.start', { project, dataset, ...request });
    await first.next('run.progress', ({ step }) => step >= 12);
    const stopped = await first.call('run.stop', { project, run: id });
    expect(stopped.state).toBe('stopped');
    expect(stopped.step).toBeGreaterThanOrEqual(12);
    expect(stopped.step).toBeLessThan(40);
    await first.engine.close();

    const second = await startEngine();
    await second.call('project.open', { folder: project });
    const resumed = await second.call('run.resume', { project, run: id });
    expect(resumed).toMatchObject({ state: 'running', step: stopped.step });
    await untilEnded(second, project, id);
    const whole = await second.call('run.start', { project, dataset, ...request });
    await untilEnded(second, project, whole.id);
    const [pieces, uncut] = await Promise.all(
      [id, whole.id].map((run) => second.call('run.losses', { project, run, fromStep: 0 })),
    );
    expect(pieces?.points).toHaveLength(40);
    expect(pieces).toEqual(uncut);
    await expect(second.call('run.resume', { project, run: id })).rejects.toThrow(
      /cannot be resumed: it is finished/,
    );
  });

  it('wait for one another, leave the queue when stopped, and end with the engine', async () => {
    const test = await startEngine();
    const { call, engine } = test;
    const { project, dataset } = await startProject(test);
    const long = { ...request, parameters: { ...tinyRun, epochs: 1000, stepLimit: 100_000 } };
    const running = await call('run.start', { project, dataset, ...long });
    const second = await call('run.start', { project, dataset, ...long });
    const third = await call('run.start', { project, dataset, ...long });
    expect([running.state, second.state, third.state]).toEqual(['running', 'queued', 'queued']);
    await expect(call('run.pause', { project, run: second.id })).rejects.toThrow(/waiting for its turn/);
    expect(await call('run.stop', { project, run: second.id })).toMatchObject({ state: 'stopped', step: 0 });
    await call('run.stop', { project, run: running.id });
    expect((await call('run.get', { project, run: third.id })).state).toBe('running');
    await engine.close();
    const { runs } = await (await startEngine()).call('run.list', { project });
    expect(runs.map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped']);
    expect(runs[2]?.message).toMatch(/Abbe was closed; resume/);
    expect(readdirSync(project)).not.toContain('project.lock');
  });

  it('are refused before they begin where they could not end well', async () => {
    const test = await startEngine();
    const { call } = test;
    const { project, dataset } = await startProject(test);
    const start = (wrong: object) => call('run.start', { project, dataset, ...request, ...wrong });
    await expect(start({ parameters: { learningRate: -1 } })).rejects.toThrow(/learningRate/);
    await expect(start({ parameters: { unheard: 1 } })).rejects.toThrow(/unheard/);
    await expect(start({ preset: 'none' })).rejects.toThrow(/no preset “none” \(there are: paper,/);
    await expect(start({ dataset: 'none' })).rejects.toMatchObject({ code: 'not-found' });
    await expect(start({ dataset: '../project' })).rejects.toThrow(/not an id/);
    expect((await call('run.list', { project })).runs).toEqual([]);
    await expect(call('run.get', { project, run: 'none' })).rejects.toMatchObject({ code: 'not-found' });
    expect(readdirSync(project)).not.toContain('project.lock');
  });

  it('apply to files of any size and depth, name the broken ones, and overwrite nothing', async () => {
    const test = await startEngine();
    const { call } = test;
    const { project, dataset } = await startProject(test, { photos: 3 });
    const { id } = await call('run.start', {
      project,
      dataset,
      ...request,
      parameters: { ...tinyRun, stepLimit: 2 },
    });
    await untilEnded(test, project, id);
    const folder = temporaryFolder();
    const photo = realPhotos(1)[0] as string;
    const broken = await brokenPhotos(folder, photo);
    const deep = join(folder, 'deep.png');
    const raster = crop(await openPhoto(photo), { x: 0, y: 0, width: 75, height: 33 });
    const data = Uint16Array.from(raster.data, (value) => value * 257);
    writeFileSync(deep, await encodePng({ ...raster, dtype: 'uint16', data }));
    const before = readFileSync(deep);
    const of = { project, run: id, output: folder };
    const result = await call('run.apply', { ...of, files: [...broken.map(({ path }) => path), deep, deep] });
    expect(result.written.map(({ output }) => output)).toEqual([
      join(folder, `deep_${id}.png`),
      join(folder, `deep_${id}-2.png`),
    ]);
    expect(result.failed.map(({ file }) => file).sort()).toEqual(broken.map(({ path }) => path).sort());
    expect(await openPhoto(join(folder, `deep_${id}.png`))).toMatchObject({
      width: 75,
      height: 33,
      channels: 3,
      dtype: 'uint16',
    });
    expect(readFileSync(deep).equals(before)).toBe(true);

    const told: string[] = [];
    const asked = await call(
      'run.apply',
      { ...of, output: join(folder, 'asked'), format: 'imagej-tiff', samples: 'flips', files: [deep] },
      { onProgress: ({ message }) => void told.push(message) },
    );
    expect(asked.written[0]).toMatchObject({
      output: join(folder, 'asked', `deep_${id}.tif`),
      deviation: join(folder, 'asked', `deep_${id}_sd.tif`),
    });
    expect((await openPhoto(join(folder, 'asked', `deep_${id}.tif`))).dtype).toBe('uint16');
    expect(told).toContain('deep.png, orientation 8 of 8');

    // The same cells in 16 bits are far brighter than what it was trained on; an image of another kind is told too.
    expect(result.written[0]?.outside.join(' ')).toMatch(/far above the training images/);
    const [cells, other] = [join(folder, 'cells.png'), join(folder, 'other.png')];
    writeFileSync(cells, await encodePng(await degrade(await openPhoto(photo), parseDegradation({}))));
    const noise = Uint8Array.from({ length: 96 * 96 * 3 }, (_, i) => (i * 2654435761) % 251);
    const speckled: Raster = { width: 96, height: 96, channels: 3, dtype: 'uint8', data: noise, notes: [] };
    writeFileSync(other, await encodePng(speckled));
    const kinds = await call('run.apply', { ...of, output: join(folder, 'kinds'), files: [cells, other] });
    expect(kinds.failed).toEqual([]);
    expect(kinds.written.map(({ file, outside }) => [file, outside.length > 0])).toEqual([
      [cells, false],
      [other, true],
    ]);
    expect(kinds.written[1]?.outside.join(' ')).toMatch(/its texture lies [\d.]+ times as far/);

    const controller = new AbortController();
    const cancelled = call(
      'run.apply',
      { ...of, output: join(folder, 'cancelled'), files: [deep, deep, deep] },
      { signal: controller.signal, onProgress: ({ done }) => done === 1 && controller.abort() },
    );
    await expect(cancelled).rejects.toMatchObject({
      code: 'cancelled',
      message: expect.stringMatching(/^Cancelled after 1 of 3 files; what was written stays in /),
    });
    expect(readdirSync(join(folder, 'cancelled'))).toEqual([`deep_${id}.png`]);
  });
});
