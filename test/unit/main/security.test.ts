import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserWindowConstructorOptions, IpcMainEvent } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../electron/contract/calls.ts';
import { shellChannels } from '../../../electron/contract/shell.ts';
import { hardenPages, hardenSession, isFromPage } from '../../../electron/main/hardening.ts';
import { answerPreload } from '../../../electron/main/shell.ts';
import { openWindow } from '../../../electron/main/window.ts';
import { root } from '../../support/smoke-electron.ts';

// Electron's security checklist, where a look at what main asks of Electron is enough: build/decisions/0021.

type Answer = (...words: unknown[]) => unknown;

const seen = vi.hoisted(() => ({
  windows: [] as BrowserWindowConstructorOptions[],
  loaded: [] as string[],
  on: new Map<string, Answer>(),
  handled: new Map<string, Answer>(),
  contents: undefined as Answer | undefined,
  session: {} as Record<string, Answer>,
  packaged: true,
  revealed: [] as string[],
}));

vi.mock('electron', () => {
  class BrowserWindow {
    webContents = { on: () => undefined };
    static fromWebContents = (): null => null;
    constructor(options: BrowserWindowConstructorOptions) {
      seen.windows.push(options);
    }
    once(): void {}
    on(): void {}
    loadURL(address: string): Promise<void> {
      seen.loaded.push(address);
      return Promise.resolve();
    }
  }
  const keep = (name: string) => (answer: Answer) => void (seen.session[name] = answer);
  return {
    BrowserWindow,
    MessageChannelMain: class {},
    app: {
      get isPackaged() {
        return seen.packaged;
      },
      getPath: () => '/nowhere',
      on: (_name: string, answer: Answer) => (seen.contents = answer),
    },
    dialog: {},
    ipcMain: {
      on: (channel: string, answer: Answer) => seen.on.set(channel, answer),
      handle: (channel: string, answer: Answer) => seen.handled.set(channel, answer),
    },
    nativeTheme: { shouldUseDarkColors: true },
    screen: { getAllDisplays: () => [] },
    session: {
      defaultSession: {
        setPermissionRequestHandler: keep('ask'),
        setPermissionCheckHandler: keep('check'),
        on: (name: string, answer: Answer) => keep(name)(answer),
        webRequest: {
          onBeforeRequest: ({ urls }: { urls: string[] }, answer: Answer) => {
            seen.session['request'] = answer;
            seen.session['urls'] = () => urls;
          },
        },
      },
    },
    shell: { showItemInFolder: (path: string) => seen.revealed.push(path) },
  };
});

const fromFrame = (url: string | null): IpcMainEvent =>
  ({ senderFrame: url === null ? null : { url }, sender: { getURL: () => 'abbe://app/' } }) as IpcMainEvent;

beforeEach(() => {
  seen.windows.length = 0;
});

describe('the window', () => {
  it('isolates, sandboxes and loads the page from its own scheme (points 1 to 4, 6 and 18)', () => {
    openWindow();
    expect(seen.windows[0]?.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools: false,
    });
    expect(seen.loaded).toEqual(['abbe://app/']);
  });

  it('asks for nothing that the checklist warns of (points 6, 8, 9, 10 and 15)', () => {
    openWindow();
    const asked = Object.keys(seen.windows[0]?.webPreferences ?? {});
    const warned = [
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
      'nodeIntegrationInWorker',
      'nodeIntegrationInSubFrames',
    ];
    for (const name of warned) expect(asked).not.toContain(name);
    const folder = join(root, 'electron', 'main');
    for (const file of readdirSync(folder)) {
      const text = readFileSync(join(folder, file), 'utf8');
      expect(
        `${file}: ${/openExternal|executeJavaScript|setUserAgent|commandLine/.exec(text)?.[0] ?? 'none'}`,
      ).toBe(`${file}: none`);
    }
  });

  it('has developer tools in development alone', () => {
    seen.packaged = false;
    openWindow();
    seen.packaged = true;
    expect(seen.windows[0]?.webPreferences?.devTools).toBe(true);
  });
});

describe('every page', () => {
  it('goes nowhere, opens nothing and attaches nothing (points 11 to 14)', () => {
    hardenPages();
    const listeners = new Map<string, Answer>();
    let opening: Answer = () => undefined;
    seen.contents?.(null, {
      on: (name: string, answer: Answer) => listeners.set(name, answer),
      setWindowOpenHandler: (answer: Answer) => (opening = answer),
    });
    for (const name of ['will-navigate', 'will-redirect', 'will-attach-webview']) {
      const preventDefault = vi.fn();
      listeners.get(name)?.({ preventDefault });
      expect(preventDefault, name).toHaveBeenCalledOnce();
    }
    expect(opening({ url: 'abbe://app/' })).toEqual({ action: 'deny' });
  });

  it('gets no permission, no download and nothing from the network (points 1 and 5)', () => {
    hardenSession();
    const { session } = seen;
    const granted: unknown[] = [];
    session['ask']?.({}, 'media', (yes: boolean) => granted.push(yes));
    expect(granted).toEqual([false]);
    expect(session['check']?.({}, 'clipboard-read')).toBe(false);
    const preventDefault = vi.fn();
    session['will-download']?.({ preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
    const answers: unknown[] = [];
    session['request']?.({ url: 'https://a.example' }, (answer: unknown) => answers.push(answer));
    expect(answers).toEqual([{ cancel: true }]);
    expect(session['urls']?.()).toEqual(
      expect.arrayContaining(['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file://*/*']),
    );
  });
});

describe('messages to main (point 17)', () => {
  it.each([
    ['abbe://app/index.html#data', true],
    ['abbe://app.evil/', false],
    ['abbe://other/', false],
    ['file:///home/a/index.html', false],
    ['https://abbe//app/', false],
    [null, false],
  ])('from a frame at %s are %s', (url, taken) => {
    expect(isFromPage(fromFrame(url))).toBe(taken);
  });

  it('are refused on every channel where they come from elsewhere', async () => {
    answerPreload({} as Engine);
    const stranger = fromFrame('https://a.example/');
    const { connect, openFiles, openFolder, saveFile, reveal } = shellChannels;
    expect([...seen.handled.keys()].sort()).toEqual([openFiles, openFolder, saveFile, reveal].sort());
    for (const [channel, answer] of seen.handled) {
      expect(() => answer(stranger, '/'), channel).toThrow('Only Abbe’s own page may ask that.');
    }
    const postMessage = vi.fn();
    seen.on.get(connect)?.({ ...stranger, sender: { postMessage } });
    expect(postMessage).not.toHaveBeenCalled();
    const page = fromFrame('abbe://app/');
    for (const path of ['relative', '/does/not/exist', 7, null]) await seen.handled.get(reveal)?.(page, path);
    expect(seen.revealed).toEqual([]);
    await seen.handled.get(reveal)?.(page, root);
    expect(seen.revealed).toHaveLength(1);
  });
});
