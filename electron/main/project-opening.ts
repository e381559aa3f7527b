import { app } from 'electron';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ShellCommand } from '../contract/shell.ts';
import { folderOfProjectFile, isProjectFile, projectFileIn } from './project-arguments.ts';
import { texts } from './texts.ts';

/** Projects that the system asks for: a double-clicked file, an entry of the system's own list, a second start. */
export interface ProjectOpening {
  /** Tells the system's own list of recent documents (macOS, Windows). */
  opened(folder: string): void;
  /** Subscribes to a start that only asks the running Abbe to come forward. */
  whenAsked(show: () => void): void;
}

/** Hears what the system asks for; before the app is ready, since macOS may ask that early. */
export function listenForProjects(send: (command: ShellCommand) => void): ProjectOpening {
  let show = (): void => undefined;
  const open = (file: string | null): void => {
    if (file === null) return;
    if (existsSync(file)) send({ name: 'project.openFolder', folder: folderOfProjectFile(file) });
    else send({ name: 'message.show', level: 'error', text: texts.projectMissing(file) });
  };
  app.on('open-file', (event, file) => {
    event.preventDefault();
    if (isProjectFile(file)) open(file);
    show();
  });
  app.on('second-instance', (_event, words, cwd) => {
    open(projectFileIn(words.slice(1), cwd));
    show();
  });
  open(projectFileIn(process.argv.slice(1), process.cwd()));
  return {
    opened(folder) {
      const file = readdirSync(folder).find(isProjectFile);
      if (file !== undefined) app.addRecentDocument(join(folder, file));
    },
    whenAsked: (listener) => void (show = listener),
  };
}
