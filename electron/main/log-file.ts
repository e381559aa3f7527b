import { appendFileSync, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A text file that grows to a limit and then begins anew, with the one before kept as NAME.1. Written at once,
 * so that the last line before a crash is there. Our own: the logging packages bring network transports.
 */
export class LogFile {
  readonly #file: string;
  readonly #limit: number;

  /** @param limit in bytes, for each of the two files */
  constructor(file: string, limit = 1_000_000) {
    this.#file = file;
    this.#limit = limit;
  }

  /** Adds text with the time before it. Never throws: a full disk must not end a training. */
  add(text: string): void {
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      if (existsSync(this.#file) && statSync(this.#file).size > this.#limit)
        renameSync(this.#file, `${this.#file}.1`);
      const line = text.trimEnd().slice(0, this.#limit / 10);
      appendFileSync(this.#file, `${new Date().toISOString()} ${line}\n`);
    } catch {
      // Nowhere to say it.
    }
  }
}
