/**
 * What only a desktop window can do, given to the page by the preload as `window.abbeShell`.
 * A page served by the loopback host has none and lists folders with `files.list` instead.
 */
export interface AbbeShell {
  /** `process.platform` of the desktop. */
  readonly platform: string;
  /** Asks the person for image files; empty when cancelled. Absolute paths. */
  openFiles(): Promise<string[]>;
  /** Asks the person for a folder; null when cancelled. Absolute path. */
  openFolder(): Promise<string | null>;
  /** Shows a file or folder in the system's file manager. */
  revealInFolder(path: string): Promise<void>;
}

declare global {
  interface Window {
    readonly abbeShell?: AbbeShell;
  }
}

/** Messages between page and preload (`window.postMessage`): the page asks, the preload answers with the port. */
export const portRequest = 'abbe-port-request';
export const portReply = 'abbe-port';

/** Names of the preload's messages to main. */
export const shellChannels = {
  connect: 'abbe:connect',
  openFiles: 'abbe:open-files',
  openFolder: 'abbe:open-folder',
  reveal: 'abbe:reveal',
} as const;
