import { join } from 'node:path';
import { BrowserWindow, app } from 'electron';
import { Supervisor } from '../transport/supervisor.ts';
import { startEngine } from './engine.ts';
import { hardenPages, hardenSession } from './hardening.ts';
import { setMenu } from './menu.ts';
import { declarePageScheme, servePageScheme } from './page-scheme.ts';
import { answerPreload } from './shell.ts';
import { openWindow } from './window.ts';

// Electron's main process: the window, dialogs and the engine's supervisor. No science.

/** Opens the window over a supervised engine; asks runs to stop at a checkpoint before the app ends. */
async function start(): Promise<void> {
  app.enableSandbox();
  declarePageScheme();
  hardenPages();
  await app.whenReady();
  hardenSession();
  servePageScheme(join(import.meta.dirname, '..', 'renderer'));
  setMenu();
  const engine = new Supervisor(startEngine);
  answerPreload(engine);
  openWindow();

  let closed = false;
  app.on('before-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    void engine.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
  app.on('second-instance', () => {
    const [window] = BrowserWindow.getAllWindows();
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

if (app.requestSingleInstanceLock()) void start();
else app.quit();
