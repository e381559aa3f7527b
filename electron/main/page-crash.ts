import { app, dialog } from 'electron';
import type { BrowserWindow } from 'electron';
import { texts } from './texts.ts';

/**
 * A page that crashed is shown again when the person says so; the engine and its trainings go on meanwhile.
 * @param log told why, with what the system knows
 */
export function mendPage(window: BrowserWindow, log: (text: string) => void): void {
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log(`The page ended: ${reason}, exit code ${exitCode}`);
    void askPerson(window);
  });
  window.webContents.on('preload-error', (_event, _path, error) => log(`The preload failed: ${error.stack}`));
}

async function askPerson(window: BrowserWindow): Promise<void> {
  const { message, detail, reload, close } = texts.pageGone;
  const options = {
    type: 'error' as const,
    title: 'Abbe',
    message,
    detail,
    buttons: [reload, close],
    cancelId: 0,
  };
  const { response } = await dialog.showMessageBox(window, options);
  if (response === 1) app.quit();
  else if (!window.isDestroyed()) window.webContents.reload();
}
