import { BrowserWindow, app, dialog } from 'electron';
import type { Engine } from '../contract/calls.ts';
import type { RunWatch } from './run-watch.ts';
import { texts } from './texts.ts';

const answers = ['background', 'stop', 'cancel'] as const;
type Answer = (typeof answers)[number];

export interface ClosingParts {
  engine: Engine;
  watch: RunWatch;
  /** Called when the window is gone while trainings go on. */
  wentToBackground(): void;
  /** Shows the window; opens it where it is gone. */
  show(): void;
  log(text: string): void;
}

/**
 * How Abbe ends. While a training is under way, closing the window or quitting asks: go on in the background
 * until it is done, stop at a checkpoint, or stay. Where the system ends the session nobody can answer: runs
 * stop at a checkpoint.
 */
export class Closing {
  readonly #parts: ClosingParts;
  #asking = false;
  #background = false;
  #ending: Promise<void> | undefined;
  #ended = false;

  constructor(parts: ClosingParts) {
    this.#parts = parts;
    app.on('before-quit', (event) => {
      if (this.#ended) return;
      event.preventDefault();
      if (this.#mustAsk()) void this.#ask();
      else void this.end();
    });
  }

  /** Asks before the window closes, where that would end Abbe and with it a training. */
  guard(window: BrowserWindow): void {
    window.on('close', (event) => {
      if (this.#ended || !this.#mustAsk() || process.platform === 'darwin') return;
      event.preventDefault();
      void this.#ask();
    });
    // The page's own question is for browsers.
    window.webContents.on('will-prevent-unload', (event) => event.preventDefault());
  }

  /** The window is looked at again. */
  leaveBackground(): void {
    this.#background = false;
  }

  /** To be called when runs have changed: the last one to end in the background ends Abbe. */
  runsChanged(): void {
    if (this.#background && this.#parts.watch.active.length === 0) void this.end();
  }

  /** Stops what is under way at a checkpoint and ends, without a question. */
  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  #mustAsk(): boolean {
    return this.#ending === undefined && this.#parts.watch.active.length > 0;
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const answer = await askPerson(this.#parts.watch.active.length).finally(() => (this.#asking = false));
    if (answer === 'stop') return this.end();
    // A page that closes itself does not ask, and takes its window with it.
    if (answer === 'cancel')
      return BrowserWindow.getAllWindows().length === 0 ? this.#parts.show() : undefined;
    if (this.#parts.watch.active.length === 0) return this.end();
    this.#background = true;
    for (const window of BrowserWindow.getAllWindows()) window.hide();
    this.#parts.wentToBackground();
  }

  async #end(): Promise<void> {
    const { engine, watch, log } = this.#parts;
    const call = { signal: new AbortController().signal, progress: () => undefined };
    // Before the engine is asked to end, which has a limit: a checkpoint of a large network takes its time.
    const stopping = watch.active.map(({ project, run }) =>
      engine.handlers['run.stop']({ project, run }, call),
    );
    for (const { status, ...rest } of await Promise.allSettled(stopping)) {
      if (status === 'rejected' && 'reason' in rest)
        log(`A run could not be stopped: ${String(rest.reason)}`);
    }
    await engine.close().catch((thrown: unknown) => log(`The engine did not close: ${String(thrown)}`));
    this.#ended = true;
    app.quit();
  }
}

async function askPerson(runs: number): Promise<Answer> {
  const { closing } = texts;
  const options = {
    type: 'question' as const,
    title: 'Abbe',
    message: closing.message(runs),
    detail: closing.detail,
    buttons: answers.map((answer) => closing[answer]),
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  };
  const [window] = BrowserWindow.getAllWindows();
  const { response } = window
    ? await dialog.showMessageBox(window, options)
    : await dialog.showMessageBox(options);
  return answers[response] ?? 'cancel';
}
