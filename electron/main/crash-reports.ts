import { app, crashReporter } from 'electron';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LogFile } from './log-file.ts';

/** Native dumps are some hundred kilobytes each. */
const dumpsKept = 10;

/** What went wrong, on this machine and nowhere else: two logs and the dumps of crashed processes. */
export interface Logs {
  folder: string;
  main: LogFile;
  engine: LogFile;
}

/**
 * Starts keeping them; before the app is ready, as the crash reporter must be. Nothing is ever uploaded.
 *
 * @param failed told of what nobody caught, in main; Abbe goes on, as trainings may be under way
 */
export function keepCrashReports(failed: (reason: string) => void): Logs {
  // macOS has a place of its own for logs.
  if (process.platform === 'darwin') app.setAppLogsPath();
  else app.setAppLogsPath(join(app.getPath('userData'), 'logs'));
  const folder = app.getPath('logs');
  const dumps = join(folder, 'crashes');
  mkdirSync(dumps, { recursive: true });
  removeOldDumps(dumps);
  app.setPath('crashDumps', dumps);
  crashReporter.start({ uploadToServer: false });
  const logs = {
    folder,
    main: new LogFile(join(folder, 'main.log')),
    engine: new LogFile(join(folder, 'engine.log')),
  };
  const keep = (thrown: unknown): void => {
    logs.main.add(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    failed(thrown instanceof Error ? thrown.message : String(thrown));
  };
  process.on('uncaughtException', keep);
  process.on('unhandledRejection', keep);
  logs.main.add(
    `Abbe ${app.getVersion()}, Electron ${process.versions['electron']}, ${process.platform} ${process.arch}`,
  );
  return logs;
}

function removeOldDumps(folder: string): void {
  const dumps = dumpsIn(folder)
    .map((file) => ({ file, time: statSync(file).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  for (const { file } of dumps.slice(dumpsKept)) rmSync(file, { force: true });
}

/** Crashpad sorts them into folders of its own. */
function dumpsIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return dumpsIn(path);
    return entry.name.endsWith('.dmp') ? [path] : [];
  });
}
