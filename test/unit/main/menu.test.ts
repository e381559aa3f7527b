import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { menuScreens } from '../../../electron/contract/shell.ts';
import type { ShellCommand } from '../../../electron/contract/shell.ts';
import { menuTemplate } from '../../../electron/main/menu.ts';
import type { MenuParts } from '../../../electron/main/menu.ts';
import { screens } from '../../../renderer/stores/navigation.ts';

function menu(parts: Partial<MenuParts> = {}) {
  const sent: ShellCommand[] = [];
  let cleared = 0;
  const template = menuTemplate({
    platform: 'linux',
    packaged: true,
    recent: [],
    send: (command) => sent.push(command),
    clearRecent: () => (cleared += 1),
    showLogs: () => undefined,
    ...parts,
  });
  return { template, sent, items: flat(template), cleared: () => cleared };
}

function flat(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
}

function click(items: readonly MenuItemConstructorOptions[], label: string): void {
  const item = items.find((candidate) => candidate.label === label);
  if (!item?.click) throw new Error(`The menu has no “${label}”.`);
  item.click({} as Electron.MenuItem, undefined, {} as Electron.KeyboardEvent);
}

describe('the menu', () => {
  it('shows the screens that the page has, in its order', () => {
    expect(menuScreens).toEqual(screens);
  });

  it('says to the page what was chosen', () => {
    const { items, sent } = menu();
    click(items, 'New Project…');
    click(items, 'Data');
    click(items, 'Dark');
    click(items, 'Stop at a Checkpoint');
    click(items, 'Licences');
    expect(sent).toEqual([
      { name: 'project.new' },
      { name: 'screen.show', screen: 'data' },
      { name: 'theme.use', theme: 'dark' },
      { name: 'run.stop' },
      { name: 'help.licences' },
    ]);
  });

  it('opens recent projects, with names that hold an ampersand', () => {
    const { items, sent, cleared } = menu({ recent: ['/home/a/Cells & tissue', '/b'] });
    click(items, 'Cells && tissue – /home/a/Cells && tissue');
    expect(sent).toEqual([{ name: 'project.openFolder', folder: '/home/a/Cells & tissue' }]);
    click(items, 'Clear Recent Projects');
    expect(cleared()).toBe(1);
  });

  it('says where there is no recent project', () => {
    const { items } = menu();
    expect(items.find(({ label }) => label === 'No Recent Projects')?.enabled).toBe(false);
  });

  it('reloads and shows developer tools in development alone', () => {
    const roles = (packaged: boolean) => menu({ packaged }).items.map(({ role }) => role);
    expect(roles(true)).not.toContain('reload');
    expect(roles(true)).not.toContain('toggleDevTools');
    expect(roles(false)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
  });

  it('has the items that a desktop expects, and each key once', () => {
    for (const platform of ['linux', 'win32', 'darwin']) {
      const { items, template } = menu({ platform });
      const roles = template.map(({ role }) => role).filter(Boolean);
      expect(roles).toEqual(expect.arrayContaining(['editMenu', 'windowMenu', 'help']));
      expect(roles.includes('appMenu')).toBe(platform === 'darwin');
      expect(items.map(({ role }) => role)).toContain('quit');
      const keys = items.map(({ accelerator }) => accelerator).filter((key) => key !== undefined);
      expect(new Set(keys).size).toBe(keys.length);
      for (const screen of menuScreens) {
        expect(items.some(({ label }) => label?.toLowerCase() === screen)).toBe(true);
      }
    }
  });
});
