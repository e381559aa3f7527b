import type { AbbeShell } from '../../electron/contract/shell.ts';
import type { Port } from '../../electron/transport/port.ts';
import { browserHost } from './browser-host.ts';
import { electronHost } from './electron-host.ts';

/** Where the page runs, reduced to the two things that differ: how a line to the engine opens, and dialogs. */
export interface Host {
  readonly kind: 'desktop' | 'browser';
  /** Native dialogs; null in a browser, where folders are listed through the engine. */
  readonly shell: AbbeShell | null;
  /** Opens a line to the engine. Rejects with one sentence when that fails. */
  open(): Promise<Port>;
}

export function detectHost(page: Window): Host {
  return page.abbeShell ? electronHost(page, page.abbeShell) : browserHost(page);
}
