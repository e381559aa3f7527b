import { contextBridge, ipcRenderer } from 'electron';
import { portReply, portRequest, shellChannels } from '../contract/shell.ts';
import type { AbbeShell } from '../contract/shell.ts';

// Hands the page its line to the engine and the desktop's dialogs, and nothing else.

const shell: AbbeShell = {
  platform: process.platform,
  openFiles: () => ipcRenderer.invoke(shellChannels.openFiles) as Promise<string[]>,
  openFolder: () => ipcRenderer.invoke(shellChannels.openFolder) as Promise<string | null>,
  revealInFolder: (path) => ipcRenderer.invoke(shellChannels.reveal, path) as Promise<void>,
};
contextBridge.exposeInMainWorld('abbeShell', shell);

// A MessagePort cannot cross the context bridge; it goes by a message of the window to itself.
window.addEventListener('message', (event: MessageEvent<{ type?: unknown } | null>) => {
  if (event.source === window && event.data?.type === portRequest) ipcRenderer.send(shellChannels.connect);
});
ipcRenderer.on(shellChannels.connect, (event) => {
  window.postMessage({ type: portReply }, window.location.origin, [...event.ports]);
});
