import { describe, expect, it, vi } from 'vitest';
import type { AbbeShell, ShellCommand } from '../../../../electron/contract/shell.ts';
import { listenToShell, type ShellActions } from '../../../../renderer/client/shell-commands.ts';

/** A desktop whose menu the test clicks. */
function desktop() {
  const listeners = new Set<(command: ShellCommand) => void>();
  const shell: AbbeShell = {
    platform: 'linux',
    openFiles: () => Promise.resolve([]),
    openFolder: () => Promise.resolve(null),
    saveFile: () => Promise.resolve(null),
    pathsOf: () => [],
    revealInFolder: () => Promise.resolve(),
    onCommand(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return { shell, send: (command: ShellCommand) => listeners.forEach((listener) => listener(command)) };
}

const actions = () => ({ 'project.openFolder': vi.fn(), 'screen.show': vi.fn() }) as unknown as ShellActions;

describe('listenToShell', () => {
  it('runs the action of a command with what it carries, until it is stopped', () => {
    const { shell, send } = desktop();
    const asked = actions();
    const stop = listenToShell({ shell }, asked);
    send({ name: 'project.openFolder', folder: '/cells' });
    expect(asked['project.openFolder']).toHaveBeenCalledWith({
      name: 'project.openFolder',
      folder: '/cells',
    });
    expect(asked['screen.show']).not.toHaveBeenCalled();
    stop();
    send({ name: 'project.openFolder', folder: '/other' });
    expect(asked['project.openFolder']).toHaveBeenCalledTimes(1);
  });

  it('ignores what it does not know', () => {
    const { shell, send } = desktop();
    listenToShell({ shell }, actions());
    expect(() => send({ name: 'later' } as unknown as ShellCommand)).not.toThrow();
  });

  it('does nothing in a browser', () => {
    expect(() => listenToShell({ shell: null }, actions())()).not.toThrow();
  });
});
