import { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AbbeError } from '../../../electron/contract/errors.ts';
import { openSource } from '../../../electron/engine/formats/open-source.ts';
import { mutate, randomOf } from './mutate.ts';

/**
 * Opens damaged copies of fixtures, one after another, and says before each that it begins and after each how it
 * ended, so that the parent knows which one hangs or kills this process. Arguments: folder, first and last
 * number, then the fixtures.
 */
const [folder = '', first = '0', last = '0', ...fixtures] = process.argv.slice(2);
const say = (line: string) => void writeSync(1, `${line}\n`);

/** Opens it and reads its first and last plane. */
async function readEnds(path: string): Promise<void> {
  const source = await openSource(path);
  try {
    const { shape } = source.info;
    const end = { t: shape[0] - 1, c: shape[1] - 1, z: shape[2] - 1 };
    for (const index of [{ t: 0, c: 0, z: 0 }, end]) {
      source.metadata(index);
      const { length } = await source.plane(index);
      if (length !== shape[3] * shape[4]) throw new Error(`a plane of ${length} samples`);
    }
  } finally {
    await source.close();
  }
}

/** What is wrong with how it ended; '' for success and for an error as a person should see it. */
async function outcome(path: string): Promise<string> {
  try {
    await readEnds(path);
    return '';
  } catch (thrown) {
    if (!(thrown instanceof AbbeError)) return String((thrown as Error).stack).replaceAll('\n', ' ');
    if (thrown.code === 'internal' || thrown.code === 'cancelled') return `${thrown.code}: ${thrown.message}`;
    if (thrown.message.includes('\n')) return `more than one line: ${thrown.message.replaceAll('\n', ' ')}`;
    return thrown.message.includes(basename(path)) ? '' : `does not name the file: ${thrown.message}`;
  }
}

function filesIn(path: string): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((each) => statSync(each).isFile())
    .sort();
}

/** A damaged copy of the fixture; of an image that is a folder, one of its files is damaged. */
function damage(fixture: string, n: number): string {
  const copy = join(folder, `${n}-${basename(fixture)}`);
  cpSync(fixture, copy, { recursive: true });
  const files = statSync(copy).isDirectory() ? filesIn(copy) : [copy];
  const target = files[Math.floor(randomOf(n)() * files.length)]!;
  writeFileSync(target, mutate(readFileSync(target), n));
  return copy;
}

for (let n = Number(first); n < Number(last); n += 1) {
  const fixture = fixtures[n % fixtures.length]!;
  const copy = damage(fixture, n);
  say(`begin ${n} ${basename(fixture)}`);
  const wrong = await outcome(copy);
  rmSync(copy, { recursive: true, force: true });
  say(`end ${n} ${Math.round(process.resourceUsage().maxRSS / 1024)} ${wrong}`);
}
