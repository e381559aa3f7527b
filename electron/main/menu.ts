import { basename } from 'node:path';
import type { MenuItemConstructorOptions } from 'electron';
import { menuScreens, menuThemes } from '../contract/shell.ts';
import type { ShellCommand } from '../contract/shell.ts';
import { texts } from './texts.ts';

/** What the menu is made from. */
export interface MenuParts {
  platform: string;
  /** In an installed Abbe there is nothing to reload and no developer tools. */
  packaged: boolean;
  /** Folders of projects, the newest first. */
  recent: readonly string[];
  send(command: ShellCommand): void;
  clearRecent(): void;
  showLogs(): void;
}

type Items = MenuItemConstructorOptions[];

/** The application's menu: the system's own items, and Abbe's, which say to the page what was chosen. */
export function menuTemplate(parts: MenuParts): Items {
  const mac = parts.platform === 'darwin';
  return [
    ...(mac ? [appMenu(parts)] : []),
    { label: texts.file, submenu: fileMenu(parts, mac) },
    { role: 'editMenu' },
    { label: texts.view, submenu: viewMenu(parts) },
    { label: texts.run, submenu: runMenu(parts) },
    { role: 'windowMenu' },
    { role: 'help', label: texts.help, submenu: helpMenu(parts, mac) },
  ];
}

/** macOS has About, Settings and Quit under the application's name. */
function appMenu({ send }: MenuParts): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      { label: texts.about, click: () => send({ name: 'help.about' }) },
      { type: 'separator' },
      {
        label: `${texts.screens.settings}…`,
        accelerator: 'Cmd+,',
        click: () => send({ name: 'screen.show', screen: 'settings' }),
      },
      { type: 'separator' },
      { role: 'services' },
      { type: 'separator' },
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      { type: 'separator' },
      { role: 'quit' },
    ],
  };
}

function fileMenu({ send, recent, clearRecent }: MenuParts, mac: boolean): Items {
  const opened: Items = recent.map((folder) => ({
    // An ampersand marks the letter that is pressed with Alt.
    label: `${basename(folder)} – ${folder}`.replace(/&/g, '&&'),
    click: () => send({ name: 'project.openFolder', folder }),
  }));
  const none: Items = [{ label: texts.noRecent, enabled: false }];
  const clear: Items = [{ type: 'separator' }, { label: texts.clearRecent, click: clearRecent }];
  return [
    { label: texts.newProject, accelerator: 'CmdOrCtrl+N', click: () => send({ name: 'project.new' }) },
    { label: texts.openProject, accelerator: 'CmdOrCtrl+O', click: () => send({ name: 'project.open' }) },
    { label: texts.openRecent, submenu: opened.length > 0 ? [...opened, ...clear] : none },
    { type: 'separator' },
    { label: texts.addImages, accelerator: 'CmdOrCtrl+I', click: () => send({ name: 'project.addImages' }) },
    { type: 'separator' },
    { label: texts.closeProject, click: () => send({ name: 'project.close' }) },
    ...(mac ? [{ role: 'close' } as const] : ([{ type: 'separator' }, { role: 'quit' }] as const)),
  ];
}

function viewMenu({ send, packaged }: MenuParts): Items {
  const screens: Items = menuScreens.map((screen, index) => ({
    label: texts.screens[screen],
    accelerator: `CmdOrCtrl+${index + 1}`,
    click: () => send({ name: 'screen.show', screen }),
  }));
  const themes: Items = menuThemes.map((theme) => ({
    label: texts.themes[theme],
    click: () => send({ name: 'theme.use', theme }),
  }));
  const development: Items = [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }];
  return [
    { label: texts.palette, click: () => send({ name: 'palette.open' }) },
    { type: 'separator' },
    ...screens,
    { type: 'separator' },
    { label: texts.theme, submenu: themes },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
    ...(packaged ? [] : development),
  ];
}

function runMenu({ send }: MenuParts): Items {
  return [
    { label: texts.newRun, click: () => send({ name: 'screen.show', screen: 'experiment' }) },
    { label: texts.showTraining, click: () => send({ name: 'screen.show', screen: 'train' }) },
    { type: 'separator' },
    { label: texts.pause, click: () => send({ name: 'run.pause' }) },
    { label: texts.resume, click: () => send({ name: 'run.resume' }) },
    { label: texts.stop, click: () => send({ name: 'run.stop' }) },
  ];
}

function helpMenu({ send, showLogs }: MenuParts, mac: boolean): Items {
  const about: Items = [
    { type: 'separator' },
    { label: texts.about, click: () => send({ name: 'help.about' }) },
  ];
  return [
    { label: texts.keys, click: () => send({ name: 'help.keys' }) },
    { label: texts.activity, click: () => send({ name: 'help.activity' }) },
    { label: texts.logs, click: showLogs },
    { type: 'separator' },
    { label: texts.licences, click: () => send({ name: 'help.licences' }) },
    ...(mac ? [] : about),
  ];
}
