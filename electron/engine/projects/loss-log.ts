import { appendFile, open, readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { LossPoint } from '../../contract/events.ts';
import { lossPointSchema } from '../../contract/events.ts';
import { fileError, isMissing } from './file-errors.ts';

/**
 * `losses.jsonl`: one point a line, only ever appended to while a run goes on. A line torn by a crash is left
 * out; so is everything from there on, as points stand in the order of their steps.
 */
export class LossLog {
  readonly #file: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
  }

  /** All points from a step on. A run that has none yet gives an empty list. */
  async read(fromStep = 0): Promise<LossPoint[]> {
    await this.#writing.catch(() => undefined);
    const points: LossPoint[] = [];
    for (const line of (await this.#text()).split('\n')) {
      if (line === '') continue;
      const point = parseLine(line);
      if (!point) break;
      if (point.step >= fromStep) points.push(point);
    }
    return points;
  }

  /** Appends points; the order of calls is the order of lines. Values that are not finite are left out. */
  append(points: readonly LossPoint[]): Promise<void> {
    const text = points.map((point) => `${JSON.stringify(finite(point))}\n`).join('');
    return this.#inTurn(() => appendFile(this.#file, text));
  }

  /** Puts what was appended on the disk: what a checkpoint counts on. */
  sync(): Promise<void> {
    return this.#inTurn(async () => {
      const handle = await open(this.#file, 'a');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
  }

  /** Drops points from `step` on, and a torn last line, before a run goes on from a checkpoint at `step`. */
  async keepBelow(step: number): Promise<void> {
    const kept = (await this.read()).filter((point) => point.step < step);
    const text = kept.map((point) => `${JSON.stringify(point)}\n`).join('');
    await this.#inTurn(() => writeFileAtomic(this.#file, text));
  }

  async #text(): Promise<string> {
    try {
      return await readFile(this.#file, 'utf8');
    } catch (thrown) {
      if (isMissing(thrown)) return '';
      throw fileError(this.#file, 'read', thrown);
    }
  }

  async #inTurn(action: () => Promise<void>): Promise<void> {
    const turn = this.#writing.then(action);
    this.#writing = turn.catch(() => undefined);
    try {
      await turn;
    } catch (thrown) {
      throw fileError(this.#file, 'written', thrown);
    }
  }
}

function parseLine(line: string): LossPoint | null {
  try {
    const parsed = lossPointSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function finite(point: LossPoint): LossPoint {
  const values = Object.entries(point.values).filter(([, value]) => Number.isFinite(value));
  return { step: point.step, values: Object.fromEntries(values) };
}
