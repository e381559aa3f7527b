import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AbbeError } from '../../../electron/contract/errors.ts';
import type { Checkpoint } from '../../../electron/engine/training/checkpoint.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../electron/engine/training/checkpoint.ts';
import { newestStep, openCheckpointFolder } from '../../../electron/engine/training/checkpoint-folder.ts';

const makeCheckpoint = (step: number): Checkpoint => ({
  step,
  seed: -17,
  seconds: 12.5,
  variables: new Map([
    ['net/kernel', Float32Array.of(1.5, -0, 3.4e38, 1e-42)],
    ['net/empty', new Float32Array(0)],
    // A view into a larger array, as a compiled step may hand it out.
    ['adam/power', new Float32Array([9, 0.1 + 0.2, 9]).subarray(1, 2)],
  ]),
});

describe('a checkpoint file', () => {
  it('gives back every bit', () => {
    const decoded = decodeCheckpoint(encodeCheckpoint(makeCheckpoint(42)), 'x');
    expect(decoded).toEqual(makeCheckpoint(42));
    expect(Object.is(decoded.variables.get('net/kernel')?.[1], -0)).toBe(true);
  });

  it('can be read from the middle of a larger buffer', () => {
    const bytes = encodeCheckpoint(makeCheckpoint(3));
    const larger = new Uint8Array(bytes.length + 3);
    larger.set(bytes, 3);
    expect(decodeCheckpoint(larger.subarray(3), 'x')).toEqual(makeCheckpoint(3));
  });

  it.each([
    ['an empty file', (_bytes: Uint8Array) => new Uint8Array(0)],
    ['another file', (_bytes: Uint8Array) => new TextEncoder().encode('{"weights": [1, 2, 3]}')],
    ['a header cut short', (bytes: Uint8Array) => bytes.subarray(0, 40)],
    ['data cut short', (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 4)],
    ['one flipped bit', (bytes: Uint8Array) => bytes.with(bytes.length - 2, (bytes.at(-2) as number) ^ 1)],
  ])('refuses %s and names the file', (_what, damage) => {
    const damaged = damage(encodeCheckpoint(makeCheckpoint(1)));
    try {
      decodeCheckpoint(damaged, '/runs/7/step.checkpoint');
      expect.unreachable();
    } catch (error) {
      expect((error as AbbeError).code).toBe('invalid-input');
      expect((error as AbbeError).file).toBe('/runs/7/step.checkpoint');
      expect((error as AbbeError).message).toMatch(
        /^\/runs\/7\/step.checkpoint is not a usable checkpoint: /,
      );
    }
  });
});

describe('a folder of checkpoints', () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'abbe-checkpoints-')), 'made-when-needed');
  });

  it('is empty before the first is saved', async () => {
    expect(await openCheckpointFolder(folder).latest()).toBeUndefined();
  });

  it('gives the newest and keeps two', async () => {
    const store = openCheckpointFolder(folder);
    for (const step of [9, 10, 100]) await store.save(makeCheckpoint(step));
    expect((await store.latest())?.step).toBe(100);
    expect(await readdir(folder)).toHaveLength(2);
    expect((await openCheckpointFolder(folder).latest())?.variables).toEqual(makeCheckpoint(0).variables);
  });

  it('keeps one where one is wanted, and tells the newest step without reading it', async () => {
    expect(await newestStep(folder)).toBeUndefined();
    const store = openCheckpointFolder(folder, undefined, 1);
    for (const step of [9, 10]) await store.save(makeCheckpoint(step));
    expect(await readdir(folder)).toEqual(['step-00000010.checkpoint']);
    expect(await newestStep(folder)).toBe(10);
  });

  it('passes over a damaged one, says so, and replaces it', async () => {
    const told: AbbeError[] = [];
    const store = openCheckpointFolder(folder, (error) => told.push(error));
    for (const step of [5, 6]) await store.save(makeCheckpoint(step));
    const newest = join(folder, 'step-00000006.checkpoint');
    await writeFile(newest, (await readFile(newest)).subarray(0, 100));
    expect((await store.latest())?.step).toBe(5);
    expect(told.map(({ file }) => file)).toEqual([newest]);
    await store.save(makeCheckpoint(5));
    expect(await readdir(folder)).toEqual(['step-00000005.checkpoint']);
  });

  it('is not disturbed by other files', async () => {
    const store = openCheckpointFolder(folder);
    await store.save(makeCheckpoint(5));
    await writeFile(join(folder, 'step-00000009.checkpoint.123'), 'left by a kill while saving');
    expect((await store.latest())?.step).toBe(5);
  });
});
