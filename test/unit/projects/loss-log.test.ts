import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LossLog } from '../../../electron/engine/projects/loss-log.ts';
import { temporaryFolder } from './temporary-folder.ts';

const point = (step: number) => ({ step, values: { content: step / 10 } });

describe('the loss log', () => {
  it('is empty before the first point', async () => {
    expect(await new LossLog(join(temporaryFolder(), 'losses.jsonl')).read()).toEqual([]);
  });

  it('gives points back in order, from a step on', async () => {
    const log = new LossLog(join(temporaryFolder(), 'losses.jsonl'));
    const writes = [log.append([point(0), point(1)]), log.append([point(2)]), log.append([point(3)])];
    expect(await log.read(2)).toEqual([point(2), point(3)]);
    await Promise.all(writes);
  });

  it('keeps bits: values come back as the same numbers', async () => {
    const log = new LossLog(join(temporaryFolder(), 'losses.jsonl'));
    const value = Math.fround(0.1) / 3;
    await log.append([{ step: 0, values: { content: value } }]);
    expect((await log.read())[0]?.values['content']).toBe(value);
  });

  it('leaves out a line torn by a crash, and what a resumed run would repeat', async () => {
    const file = join(temporaryFolder(), 'losses.jsonl');
    const log = new LossLog(file);
    await log.append([0, 1, 2, 3, 4].map(point));
    appendFileSync(file, '{"step":5,"val');
    expect(await log.read()).toHaveLength(5);
    await log.keepBelow(3);
    await log.append([point(3)]);
    expect(await log.read()).toEqual([0, 1, 2, 3].map(point));
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(5);
  });

  it('leaves out values that are not numbers', async () => {
    const log = new LossLog(join(temporaryFolder(), 'losses.jsonl'));
    await log.append([{ step: 0, values: { content: NaN, critic: 1 } }]);
    expect(await log.read()).toEqual([{ step: 0, values: { critic: 1 } }]);
  });

  it('says which file cannot be written', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const log = new LossLog(join(folder, 'file', 'losses.jsonl'));
    await expect(log.append([point(0)])).rejects.toThrow(/losses\.jsonl cannot be written/);
  });
});
