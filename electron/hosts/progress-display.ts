import { SingleBar } from 'cli-progress';
import type { Progress } from '../contract/events.ts';
import { formatDuration } from './duration.ts';

const plainIntervalMs = 10_000;
const barWidth = 24;
/** The bar, the percentage and the time left, at their longest. */
const besideMessage = barWidth + 28;

/**
 * Progress on stderr: a bar with the time left on a terminal; elsewhere a line at the beginning, every ten seconds
 * and at the end.
 */
export class ProgressDisplay {
  readonly #stream: NodeJS.WriteStream;
  #bar: SingleBar | undefined;
  #lastLine = -Infinity;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  update(progress: Progress): void {
    if (this.#stream.isTTY) this.#draw(progress);
    else this.#print(progress);
  }

  /** One line that stays, above the bar where there is one. */
  line(text: string): void {
    this.done();
    this.#stream.write(`${text}\n`);
  }

  done(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#lastLine = -Infinity;
  }

  #draw({ done, total, message, secondsLeft }: Progress): void {
    // The terminal cuts what is too long, and the bar and the time left come last.
    const room = Math.max(10, (this.#stream.columns ?? 80) - besideMessage);
    const shown = message.length > room ? `${message.slice(0, room - 1)}…` : message;
    const payload = { message: shown, left: timeLeft(secondsLeft) };
    if (!this.#bar) {
      this.#bar = new SingleBar({
        stream: this.#stream,
        format: '{message} [{bar}] {percentage}%{left}',
        barsize: barWidth,
        hideCursor: true,
        clearOnComplete: true,
        gracefulExit: false,
      });
      this.#bar.start(total, done, payload);
      return;
    }
    this.#bar.setTotal(total);
    this.#bar.update(done, payload);
  }

  #print({ done, total, message, secondsLeft }: Progress): void {
    const now = performance.now();
    if (now - this.#lastLine < plainIntervalMs && done < total) return;
    this.#lastLine = now;
    const percent = total > 0 ? Math.floor((100 * done) / total) : 100;
    this.#stream.write(`${message}: ${percent}%${timeLeft(secondsLeft)}\n`);
  }
}

function timeLeft(seconds: number | null): string {
  return seconds === null || seconds < 0.5 ? '' : `, ${formatDuration(seconds)} left`;
}
