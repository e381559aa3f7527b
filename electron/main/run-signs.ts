import { BrowserWindow, Notification } from 'electron';
import { basename } from 'node:path';
import type { RunEnd } from './run-watch.ts';
import { texts } from './texts.ts';

/** Signs of a training outside of the page: the bar on the task bar, and a notification when it has ended. */
export class RunSigns {
  /** A failure stays on the task bar until the window was looked at. */
  #failed = false;
  /** Kept, or the system may forget what a click on it does. */
  #notification: Notification | undefined;

  /** @param progress 0 to 1; null while nothing is under way */
  showProgress(progress: number | null): void {
    const [window] = BrowserWindow.getAllWindows();
    if (!window) return;
    if (progress !== null) window.setProgressBar(progress, { mode: 'normal' });
    else if (this.#failed) window.setProgressBar(1, { mode: 'error' });
    else window.setProgressBar(-1);
  }

  /** Tells that a run has ended, where the person cannot see it in the window. */
  showEnd({ project, run, state, message }: RunEnd, show: () => void): void {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isVisible() && window.isFocused()) return;
    if (state === 'failed' && window) {
      this.#failed = true;
      window.once('focus', () => {
        this.#failed = false;
        this.showProgress(null);
      });
      this.showProgress(null);
    }
    const title = state === 'finished' ? texts.runFinished : texts.runFailed;
    this.#notify(title, message || texts.runDetail(run, basename(project)), show);
  }

  showBackground(show: () => void): void {
    this.#notify('Abbe', texts.runStillThere, show);
  }

  #notify(title: string, body: string, show: () => void): void {
    if (!Notification.isSupported()) return;
    this.#notification = new Notification({ title, body });
    this.#notification.on('click', show);
    this.#notification.show();
  }
}
