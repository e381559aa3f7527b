import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { portReply, portRequest, shellChannels } from '../contract/shell.ts';
import type { AbbeShell, ShellCommand } from '../contract/shell.ts';

// Hands the page its line to the engine, the desktop's dialogs and the menu's commands, and nothing else.

const shell: AbbeShell = {
  platform: process.platform,
  openFiles: () => ipcRenderer.invoke(shellChannels.openFiles) as Promise<string[]>,
  openFolder: () => ipcRenderer.invoke(shellChannels.openFolder) as Promise<string | null>,
  saveFile: (request) => ipcRenderer.invoke(shellChannels.saveFile, request) as Promise<string | null>,
  pathsOf: (files) => files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== ''),
  revealInFolder: (path) => ipcRenderer.invoke(shellChannels.reveal, path) as Promise<void>,
  onCommand(listener) {
    // The event itself stays here: it would hand the page the sender of messages.
    const hear = (_event: unknown, command: ShellCommand): void => listener(command);
    ipcRenderer.on(shellChannels.command, hear);
    ipcRenderer.send(shellChannels.listening);
    return () => void ipcRenderer.removeListener(shellChannels.command, hear);
  },
};
contextBridge.exposeInMainWorld('abbeShell', shell);

// A MessagePort cannot cross the context bridge; it goes by a message of the window to itself.
window.addEventListener('message', (event: MessageEvent<{ type?: unknown } | null>) => {
  if (event.source === window && event.data?.type === portRequest) ipcRenderer.send(shellChannels.connect);
});
ipcRenderer.on(shellChannels.connect, (event) => {
  window.postMessage({ type: portReply }, window.location.origin, [...event.ports]);
});
