import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A peer's process: each line it is given is a number of steps, each answer their milliseconds. */
export class Peer {
  readonly #child;
  readonly #lines;

  /** @param script a file in peers/. */
  constructor(python: string, script: string, args: string[]) {
    const file = fileURLToPath(new URL(`peers/${script}`, import.meta.url));
    this.#child = spawn(python, ['-B', file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The next line the peer prints. */
  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('The peer ended before it answered.');
    return value;
  }

  async steps(count: number): Promise<number[]> {
    this.#child.stdin.write(`${count}\n`);
    return (await this.line()).split(' ').map(Number);
  }

  /** What the peer answers to a word, as JSON. */
  async ask(word: string): Promise<unknown> {
    this.#child.stdin.write(`${word}\n`);
    return JSON.parse(await this.line());
  }

  async close(): Promise<void> {
    this.#child.stdin.end();
    if (this.#child.exitCode === null) await once(this.#child, 'exit');
  }
}
