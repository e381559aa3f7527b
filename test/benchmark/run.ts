import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { environmentFolder, provideEnvironment } from '../../build/setup/python-env.mjs';
import { cacheFolder } from '../../build/setup/paths.mjs';
import { Progress } from '../../build/setup/progress.mjs';
import type { Benchmark, Row, ShareRow } from './benchmark.ts';
import { benchmarks } from './list.ts';
import { recipeBenchmarks } from './recipes/index.ts';

const usage = `Usage: npm run benchmark -- [--json] [--only ID]… [--processor-time]
Compares with peers in the same run; ratio = theirs / ours, above 1 is ahead. Shares have no peer but an aim.
--processor-time: recipes' steps alone, on one thread, for a machine that has other work to do.
IDs: ${benchmarks.map(({ id }) => id).join(', ')}
`;

interface Options {
  json: boolean;
  only: string[];
  'processor-time': boolean;
}

const possible = (options: Pick<Options, 'processor-time'>): Benchmark[] =>
  options['processor-time'] ? recipeBenchmarks : benchmarks;

/** The command line's words; undefined where they are wrong, or --help was asked for. */
function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        'processor-time': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    const unknown = values.only.find((id) => !possible(values).some((benchmark) => benchmark.id === id));
    if (values.help || unknown !== undefined) return undefined;
    return values;
  } catch {
    return undefined;
  }
}

async function providePeers(): Promise<string> {
  const file = fileURLToPath(new URL('peers/requirements.txt', import.meta.url));
  const cache = cacheFolder();
  const progress = new Progress();
  try {
    return await provideEnvironment(environmentFolder(cache, file), {
      file,
      cache,
      env: process.env,
      progress,
    });
  } finally {
    progress.stop();
  }
}

function print(all: readonly (Row | ShareRow)[]): void {
  const width = Math.max(...all.map(({ name }) => name.length));
  const rows = all.filter((row) => 'ratio' in row);
  if (rows.length > 0) {
    process.stdout.write(
      `${''.padEnd(width)}  ${'ours'.padStart(9)}  ${'theirs'.padStart(9)}  ratio  peer\n`,
    );
  }
  for (const { name, peer, ours, theirs, ratio } of rows) {
    const times = [ours, theirs].map((time) => `${time.toFixed(1)} ms`.padStart(9)).join('  ');
    process.stdout.write(`${name.padEnd(width)}  ${times}  ${ratio.toFixed(2).padStart(5)}  ${peer}\n`);
  }
  for (const row of all) {
    if ('ratio' in row) continue;
    const [share, aim] = [row.share, row.aim].map((part) => `${(part * 100).toFixed(1)} %`) as [
      string,
      string,
    ];
    process.stdout.write(
      `${row.name.padEnd(width)}  ${share.padStart(9)}  aim below ${aim}  ${row.detail}\n`,
    );
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) {
    process.stderr.write(usage);
    process.exitCode = process.argv.includes('--help') ? 0 : 2;
    return;
  }
  const python = await providePeers();
  const chosen = possible(options).filter(({ id }) => options.only.length === 0 || options.only.includes(id));
  const note = (message: string): void => void process.stderr.write(`${message}\n`);
  const rows: (Row | ShareRow)[] = [];
  for (const benchmark of chosen)
    rows.push(...(await benchmark.run({ python, note, processorTime: options['processor-time'] })));
  if (options.json) process.stdout.write(`${JSON.stringify({ rows }, null, 2)}\n`);
  else print(rows);
}

await main();
