/**
 * What only a desktop window can do, given to the page by the preload as `window.abbeShell`.
 * A page served by the loopback host has none: it lists folders with `files.list` instead, takes no dropped
 * folders, and has no menu.
 */
export interface AbbeShell {
  /** `process.platform` of the desktop. */
  readonly platform: string;
  /** Asks the person for image files; empty when cancelled. Absolute paths. */
  openFiles(): Promise<string[]>;
  /** Asks the person for a folder; null when cancelled. Absolute path. */
  openFolder(): Promise<string | null>;
  /** Asks the person where to save; null when cancelled. Absolute path, with the ending of a format. */
  saveFile(request: SaveRequest): Promise<string | null>;
  /** Absolute paths of dropped files and folders, in their order; those that lie on no disk are left out. */
  pathsOf(files: readonly File[]): string[];
  /** Shows a file or folder in the system's file manager. */
  revealInFolder(path: string): Promise<void>;
  /**
   * Subscribes to what the menu, a notification or a double-clicked project file ask of the page, also to what
   * was asked before there was a listener; returns the function that unsubscribes.
   */
  onCommand(listener: (command: ShellCommand) => void): () => void;
}

/** What a file is to be saved as. */
export interface SaveRequest {
  /** The proposed file name, or an absolute path. */
  name: string;
  /** The formats to choose from, the proposed one first; extensions without the dot. */
  formats: readonly { name: string; extensions: readonly string[] }[];
}

/** The screens that the View menu shows, in its order. */
export const menuScreens = [
  'home',
  'data',
  'experiment',
  'train',
  'compare',
  'apply',
  'models',
  'settings',
] as const;
export const menuThemes = ['system', 'dark', 'light'] as const;

/** What the desktop asks of the page. The page knows what stands in the way and says so. */
export type ShellCommand =
  | { name: 'project.new' | 'project.open' | 'project.close' | 'project.addImages' }
  | { name: 'project.openFolder'; folder: string }
  | { name: 'screen.show'; screen: (typeof menuScreens)[number] }
  | { name: 'theme.use'; theme: (typeof menuThemes)[number] }
  | { name: 'palette.open' | 'run.pause' | 'run.resume' | 'run.stop' }
  | { name: 'help.keys' | 'help.activity' | 'help.licences' | 'help.about' }
  | { name: 'message.show'; level: 'info' | 'warning' | 'error'; text: string };

declare global {
  interface Window {
    readonly abbeShell?: AbbeShell;
  }
}

/** Messages between page and preload (`window.postMessage`): the page asks, the preload answers with the port. */
export const portRequest = 'abbe-port-request';
export const portReply = 'abbe-port';

/** Names of the messages between preload and main. */
export const shellChannels = {
  connect: 'abbe:connect',
  openFiles: 'abbe:open-files',
  openFolder: 'abbe:open-folder',
  saveFile: 'abbe:save-file',
  reveal: 'abbe:reveal',
  /** The page listens now. */
  listening: 'abbe:listening',
  command: 'abbe:command',
} as const;
