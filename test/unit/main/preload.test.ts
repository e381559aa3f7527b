import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AbbeShell, ShellCommand } from '../../../electron/contract/shell.ts';
import { portRequest, shellChannels } from '../../../electron/contract/shell.ts';

type Listener = (event: { ports?: unknown[]; sender?: unknown }, value?: unknown) => void;

const heard = new Map<string, Set<Listener>>();
const sent: unknown[][] = [];
let exposed: AbbeShell;

vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (_name: string, shell: AbbeShell) => (exposed = shell) },
  ipcRenderer: {
    invoke: (...words: unknown[]) => Promise.resolve(words),
    send: (...words: unknown[]) => sent.push(words),
    on: (channel: string, listener: Listener) =>
      heard.set(channel, (heard.get(channel) ?? new Set()).add(listener)),
    removeListener: (channel: string, listener: Listener) => heard.get(channel)?.delete(listener),
  },
  // Files that were made in the page lie nowhere.
  webUtils: {
    getPathForFile: ({ name }: { name: string }) => (name.startsWith('made') ? '' : `/drop/${name}`),
  },
}));

const page = new EventTarget() as EventTarget & { location?: { origin: string }; postMessage?: unknown };
beforeEach(async () => {
  vi.stubGlobal('window', Object.assign(page, { location: { origin: 'abbe://app' }, postMessage: vi.fn() }));
  await import('../../../electron/preload/preload.ts');
});
afterEach(() => vi.unstubAllGlobals());

describe('what the preload gives the page', () => {
  it('are the functions of the contract, and nothing of Electron', () => {
    expect(Object.keys(exposed).sort()).toEqual([
      'onCommand',
      'openFiles',
      'openFolder',
      'pathsOf',
      'platform',
      'revealInFolder',
      'saveFile',
    ]);
  });

  it('tells where dropped files lie, in their order', () => {
    const files = ['b.tif', 'made.png', 'a.tif'].map((name) => ({ name }) as File);
    expect(exposed.pathsOf(files)).toEqual(['/drop/b.tif', '/drop/a.tif']);
  });

  it('hands over commands without their event, until the page stops listening', () => {
    const commands: unknown[][] = [];
    const stop = exposed.onCommand((...words: ShellCommand[]) => commands.push(words));
    expect(sent).toContainEqual([shellChannels.listening]);
    const tell = (): void =>
      heard
        .get(shellChannels.command)
        ?.forEach((listener) => listener({ sender: 'ipc' }, { name: 'help.keys' }));
    tell();
    expect(commands).toEqual([[{ name: 'help.keys' }]]);
    stop();
    tell();
    expect(commands).toHaveLength(1);
  });

  it('asks for a line on the page’s own word alone', () => {
    const ask = (source: unknown, type: string): boolean =>
      page.dispatchEvent(Object.assign(new Event('message'), { source, data: { type } }));
    const lines = (): number => sent.filter(([channel]) => channel === shellChannels.connect).length;
    ask({}, portRequest);
    ask(page, 'something else');
    expect(lines()).toBe(0);
    ask(page, portRequest);
    expect(lines()).toBe(1);
  });
});
