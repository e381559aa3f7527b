import { app, session } from 'electron';
import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { pageAddress } from './page-files.ts';

/** Everything but the page's own scheme, blobs and the developer tools. */
const remote = ['http', 'https', 'ws', 'wss', 'ftp', 'file'].map((scheme) => `${scheme}://*/*`);

/** Refuses, for every page of this app: going elsewhere, new windows, webviews, permissions, the network. */
export function hardenPages(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** The same for what belongs to the session, which is there once the app is ready. */
export function hardenSession(): void {
  const own = session.defaultSession;
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.setPermissionCheckHandler(() => false);
  own.webRequest.onBeforeRequest({ urls: remote }, (_request, answer) => answer({ cancel: true }));
  own.on('will-download', (event) => event.preventDefault());
}

/** Whether a message comes from our page's own frame; not where that frame is gone meanwhile. */
export function isFromPage(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  if (event.senderFrame === null) return false;
  return (event.senderFrame?.url ?? event.sender.getURL()).startsWith(pageAddress);
}
