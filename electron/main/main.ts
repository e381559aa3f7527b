import { join } from 'node:path';
import { BrowserWindow, Menu, app, powerMonitor, shell } from 'electron';
import { Supervisor } from '../transport/supervisor.ts';
import { Closing } from './closing.ts';
import { Commands } from './commands.ts';
import { keepCrashReports } from './crash-reports.ts';
import type { Logs } from './crash-reports.ts';
import { startEngine } from './engine.ts';
import { hardenPages, hardenSession } from './hardening.ts';
import { menuTemplate } from './menu.ts';
import { tellOpenedProjects } from './observe-engine.ts';
import { mendPage } from './page-crash.ts';
import { declarePageScheme, servePageScheme } from './page-scheme.ts';
import { listenForProjects } from './project-opening.ts';
import { RecentProjects } from './recent.ts';
import { RunSigns } from './run-signs.ts';
import { RunWatch } from './run-watch.ts';
import { answerPreload } from './shell.ts';
import { texts } from './texts.ts';
import { openWindow } from './window.ts';

// Electron's main process: the window, its menu and dialogs, and the engine's supervisor. No science.

const commands = new Commands();

/** The one window, in front; opened where it is not there. */
function showWindow(closing: Closing, logs: Logs): void {
  closing.leaveBackground();
  const [open] = BrowserWindow.getAllWindows();
  if (open) {
    if (open.isMinimized()) open.restore();
    open.show();
    open.focus();
    return;
  }
  const window = openWindow();
  closing.guard(window);
  mendPage(window, (text) => logs.main.add(text));
}

/** Follows the engine for what is shown outside of the page. */
function watchRuns(engine: Supervisor, logs: Logs): { closing: Closing; show: () => void } {
  const signs = new RunSigns();
  const watch = new RunWatch(
    () => {
      signs.showProgress(watch.progress);
      closing.runsChanged();
    },
    (end) => {
      if (end.state === 'failed') logs.main.add(`Run ${end.run} failed: ${end.message}`);
      signs.showEnd(end, () => {
        show();
        commands.send({ name: 'screen.show', screen: 'train' });
      });
    },
  );
  const show = (): void => showWindow(closing, logs);
  const closing = new Closing({
    engine,
    watch,
    wentToBackground: () => signs.showBackground(show),
    show,
    log: (text) => logs.main.add(text),
  });
  engine.onEvent((event) => {
    if (event.name === 'engine.state')
      logs.main.add(`Engine ${event.payload.state}: ${event.payload.message}`);
    watch.receive(event);
  });
  return { closing, show };
}

/** Keeps the menu, with the projects that were opened last, up to date. */
function keepMenu(logs: Logs): RecentProjects {
  const recent = new RecentProjects(join(app.getPath('userData'), 'recent.json'), () => build());
  const build = (): void =>
    Menu.setApplicationMenu(
      Menu.buildFromTemplate(
        menuTemplate({
          platform: process.platform,
          packaged: app.isPackaged,
          recent: recent.folders,
          send: (command) => commands.send(command),
          clearRecent: () => {
            recent.clear();
            app.clearRecentDocuments();
          },
          showLogs: () => void shell.openPath(logs.folder),
        }),
      ),
    );
  build();
  return recent;
}

/** Opens the window over a supervised engine. */
async function start(): Promise<void> {
  app.enableSandbox();
  declarePageScheme();
  hardenPages();
  const logs = keepCrashReports((reason) =>
    commands.send({ name: 'message.show', level: 'error', text: texts.mainFailed(reason) }),
  );
  const projects = listenForProjects((command) => commands.send(command));
  await app.whenReady();
  hardenSession();
  servePageScheme(join(import.meta.dirname, '..', 'renderer'));
  const recent = keepMenu(logs);
  const engine = new Supervisor(() => startEngine(logs.engine));
  const { closing, show } = watchRuns(engine, logs);
  answerPreload(
    tellOpenedProjects(engine, ({ folder }) => {
      recent.add(folder);
      projects.opened(folder);
    }),
  );
  show();

  // Nobody can answer a question when the session ends.
  process.on('SIGTERM', () => void closing.end());
  powerMonitor.on('shutdown', () => void closing.end());
  projects.whenAsked(show);
  app.on('activate', show);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

if (app.requestSingleInstanceLock()) void start();
else app.quit();
