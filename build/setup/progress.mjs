const refreshMs = 500;
const paintEveryMs = 100;
const plainEveryMs = 10_000;

const seconds = (ms) => `${Math.round(ms / 1000)} s`;

/** Bytes as people read them, in powers of ten as download sizes are given. */
export function formatBytes(bytes) {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  if (bytes >= 1e6) return `${Math.round(bytes / 1e6)} MB`;
  return `${Math.round(bytes / 1e3)} kB`;
}

/**
 * Tells a person what set-up does: one line that changes in place on a terminal, plain lines elsewhere.
 * Everything goes to stderr, so that a command's own stdout stays clean.
 */
export class Progress {
  #stream;
  #live;
  #title = '';
  #detail = '';
  #startedAt = 0;
  #printedAt = 0;
  #timer = null;

  /** @param {{ write(text: string): unknown, isTTY?: boolean, columns?: number }} stream */
  constructor(stream = process.stderr) {
    this.#stream = stream;
    this.#live = stream.isTTY === true && process.env.TERM !== 'dumb';
  }

  /** Begins step `index` of `count`. */
  step(index, count, title) {
    this.#title = `[${index}/${count}] ${title}`;
    this.#detail = '';
    this.#startedAt = Date.now();
    this.#printedAt = Date.now();
    if (!this.#live) return void this.#stream.write(`${this.#title}\n`);
    this.#timer ??= setInterval(() => this.#paint(), refreshMs).unref();
    this.#paint();
  }

  /** Says what the step is doing now; on plain output each new phase is a line. */
  phase(detail) {
    this.#detail = detail;
    this.#printedAt = Date.now();
    if (this.#live) this.#paint();
    else this.#stream.write(`  ${detail}\n`);
  }

  /** Says how far a phase has come; on plain output once in ten seconds at most. */
  bytes(detail, done, total) {
    this.#detail = `${detail}: ${formatBytes(done)}${total ? ` of ${formatBytes(total)}` : ''}`;
    if (Date.now() - this.#printedAt < (this.#live ? paintEveryMs : plainEveryMs)) return;
    this.#printedAt = Date.now();
    if (this.#live) this.#paint();
    else this.#stream.write(`  ${this.#detail}\n`);
  }

  /** A line that stays. */
  note(text) {
    this.#clear();
    this.#stream.write(`${text}\n`);
    if (this.#timer) this.#paint();
  }

  /** Ends the step, its time kept on screen. */
  finish() {
    this.#clear();
    const elapsed = seconds(Date.now() - this.#startedAt);
    this.#stream.write(this.#live ? `${this.#title}: done in ${elapsed}\n` : `  done in ${elapsed}\n`);
    this.stop();
  }

  /** Takes the changing line away, as before a failure's sentence. */
  stop() {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    this.#clear();
  }

  #clear() {
    if (this.#live) this.#stream.write('\r\u001b[2K');
  }

  #paint() {
    const elapsed = seconds(Date.now() - this.#startedAt);
    const line = [this.#title, this.#detail, elapsed].filter(Boolean).join(' · ');
    this.#stream.write(`\r\u001b[2K${line.slice(0, (this.#stream.columns || 80) - 1)}`);
  }
}
