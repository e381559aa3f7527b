import { BrowserWindow, ipcMain } from 'electron';
import { shellChannels } from '../contract/shell.ts';
import type { ShellCommand } from '../contract/shell.ts';
import { isFromPage } from './hardening.ts';

/** More are not kept for a page that does not come up. */
const mostWaiting = 20;

/** The line of commands to the page: what is sent before it listens waits until it does. */
export class Commands {
  #waiting: ShellCommand[] = [];
  readonly #listening = new Set<number>();

  constructor() {
    ipcMain.on(shellChannels.listening, (event) => {
      if (!isFromPage(event)) return;
      const { sender } = event;
      if (!this.#listening.has(sender.id)) {
        this.#listening.add(sender.id);
        // A page that is loaded again has to say so again.
        sender.once('did-navigate', () => this.#listening.delete(sender.id));
        sender.once('destroyed', () => this.#listening.delete(sender.id));
      }
      for (const command of this.#waiting.splice(0)) sender.send(shellChannels.command, command);
    });
  }

  send(command: ShellCommand): void {
    const [window] = BrowserWindow.getAllWindows();
    if (window && this.#listening.has(window.webContents.id)) {
      window.webContents.send(shellChannels.command, command);
    } else this.#waiting = [...this.#waiting, command].slice(-mostWaiting);
  }
}
