import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { sourceFormats } from '../../../electron/engine/formats/index.ts';
import { formatOf } from '../../../electron/engine/formats/open-source.ts';
import { temporaryFolder } from '../../unit/formats/fixtures.ts';
import { formatFixtures, missingVendorFiles } from './format-fixtures.ts';

const folder = temporaryFolder();
const mutationCount = 2200;
const longestSeconds = 5;
const mostMebibytes = 1024;
const fromVendorOnly = new Set(['nd2', 'czi']);

if (missingVendorFiles) process.stderr.write(`${missingVendorFiles}\n`);

interface Report {
  done: number;
  mebibytes: number;
  wrong: string[];
}

/** Runs mutations [first, last) in a process of its own; a hang or its death counts against the one at work. */
function fuzz(fixtures: string[], first: number, last: number): Promise<Report> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'fuzz-child.ts'), folder, String(first), String(last), ...fixtures],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const report: Report = { done: 0, mebibytes: 0, wrong: [] };
    let current = 'the start';
    let errors = '';
    let watch: NodeJS.Timeout | undefined;
    const hang = () => {
      report.wrong.push(`${current}: more than ${longestSeconds} s`);
      child.kill('SIGKILL');
    };
    child.stderr.on('data', (data: Buffer) => (errors = (errors + data.toString()).slice(-2000)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, kind, n, rest = ''] = /^(begin|end) (\d+) ?(.*)$/.exec(line) ?? [];
      clearTimeout(watch);
      if (kind === 'begin') {
        current = `mutation ${n} of ${rest}`;
        watch = setTimeout(hang, longestSeconds * 1000);
        return;
      }
      const [, mebibytes, wrong = ''] = /^(\d+) ?(.*)$/.exec(rest) ?? [];
      report.done += 1;
      report.mebibytes = Math.max(report.mebibytes, Number(mebibytes));
      if (wrong !== '') report.wrong.push(`${current}: ${wrong}`);
      if (Number(mebibytes) > mostMebibytes) {
        report.wrong.push(`${current}: ${mebibytes} MiB`);
        child.kill('SIGKILL');
      }
    });
    child.on('close', (code, signal) => {
      clearTimeout(watch);
      if (code !== 0 && report.wrong.length === 0) {
        report.wrong.push(`${current}: the process ended with ${code ?? signal}: ${errors}`);
      }
      resolve(report);
    });
  });
}

describe('damaged files of every format', () => {
  it('every format of the list has fixtures, of that format', async () => {
    for (const { id } of sourceFormats) {
      expect(formatFixtures, `a fixture of ${id}`).toHaveProperty(id);
      if (missingVendorFiles && fromVendorOnly.has(id)) continue;
      const inside = join(folder, `check-${id}`);
      mkdirSync(inside);
      const files = await formatFixtures[id]!(inside);
      expect(files.length, id).toBeGreaterThan(0);
      for (const file of files) expect((await formatOf(file)).id, basename(file)).toBe(id);
    }
  });

  it(`${mutationCount} mutations end as an image or as one sentence, in time and in bounds`, async () => {
    const made = join(folder, 'fixtures');
    mkdirSync(made);
    const fixtures: string[] = [];
    for (const { id } of sourceFormats) fixtures.push(...((await formatFixtures[id]?.(made)) ?? []));
    const half = mutationCount / 2;
    const reports = await Promise.all([fuzz(fixtures, 0, half), fuzz(fixtures, half, mutationCount)]);
    expect(reports.flatMap(({ wrong }) => wrong)).toEqual([]);
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(mutationCount);
  });
});
