import { join } from 'node:path';
import { BrowserWindow, app, nativeTheme, screen } from 'electron';
import { pageAddress } from './page-files.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

/** Opens the one window, where it was last, on the built page. */
export function openWindow(): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json');
  const { maximized, ...bounds } = readWindowState(
    stateFile,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 960,
    minHeight: 600,
    title: 'Abbe',
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#161616' : '#f7f7f7',
    webPreferences: {
      preload: join(import.meta.dirname, 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  void window.loadURL(pageAddress);
  return window;
}
