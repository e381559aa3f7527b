import type { ShellCommand } from '../../electron/contract/shell.ts';
import type { Host } from './host.ts';

/** What the page does about each thing that the desktop can ask of it: all of them, or it does not compile. */
export type ShellActions = {
  [N in ShellCommand['name']]: (command: Extract<ShellCommand, { name: N }>) => void;
};

/**
 * Runs the action of every command of the menu, a notification or a double-clicked project file; returns the
 * function that stops. A browser sends none.
 */
export function listenToShell({ shell }: Pick<Host, 'shell'>, actions: ShellActions): () => void {
  if (!shell) return () => undefined;
  return shell.onCommand((command) => {
    // Main may be newer than the page after an interrupted update.
    const action = actions[command.name] as ((command: ShellCommand) => void) | undefined;
    action?.(command);
  });
}
