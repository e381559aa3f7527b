import { BrowserWindow, MessageChannelMain, dialog, ipcMain, shell } from 'electron';
import type { IpcMainInvokeEvent, OpenDialogOptions } from 'electron';
import { existsSync } from 'node:fs';
import { isAbsolute, normalize } from 'node:path';
import type { Engine } from '../contract/calls.ts';
import { imageExtensions } from '../contract/file-types.ts';
import { shellChannels } from '../contract/shell.ts';
import { messagePortMain } from '../transport/message-port.ts';
import { serve } from '../transport/serve.ts';
import { isFromPage } from './hardening.ts';
import { saveDialog, withExtension } from './save-dialog.ts';
import { texts } from './texts.ts';

// Dialogs look at the last part of an ending only: nii.gz is a gz.
const lastParts = [...new Set(imageExtensions.map((extension) => extension.split('.').pop() ?? extension))];
const imageFilters = [
  { name: texts.images, extensions: lastParts },
  { name: texts.allFiles, extensions: ['*'] },
];

/** Answers what the preload asks: a line to the engine, and the desktop's dialogs (contract/shell.ts). */
export function answerPreload(engine: Engine): void {
  ipcMain.on(shellChannels.connect, (event) => {
    if (!isFromPage(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    serve(engine, messagePortMain(port1));
    event.sender.postMessage(shellChannels.connect, null, [port2]);
  });
  handle(shellChannels.openFiles, async (event) =>
    choose(event, { properties: ['openFile', 'multiSelections'], filters: imageFilters }),
  );
  handle(shellChannels.openFolder, async (event) => {
    const [folder] = await choose(event, { properties: ['openDirectory', 'createDirectory'] });
    return folder ?? null;
  });
  handle(shellChannels.saveFile, async (event, given) => {
    const options = saveDialog(given);
    const window = BrowserWindow.fromWebContents(event.sender);
    const { filePath } = window
      ? await dialog.showSaveDialog(window, options)
      : await dialog.showSaveDialog(options);
    return filePath ? withExtension(filePath, options.filters) : null;
  });
  handle(shellChannels.reveal, (_event, path: unknown) => {
    if (typeof path === 'string' && isAbsolute(path) && existsSync(path))
      shell.showItemInFolder(normalize(path));
    return Promise.resolve();
  });
}

function handle(
  channel: string,
  answer: (event: IpcMainInvokeEvent, given: unknown) => Promise<unknown>,
): void {
  ipcMain.handle(channel, (event, given: unknown) => {
    if (!isFromPage(event)) throw new Error('Only Abbe’s own page may ask that.');
    return answer(event, given);
  });
}

/** A dialog over the page's window; empty when cancelled. */
async function choose(event: IpcMainInvokeEvent, options: OpenDialogOptions): Promise<string[]> {
  const window = BrowserWindow.fromWebContents(event.sender);
  const { filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options);
  return filePaths;
}
