import { onBeforeUnmount, onMounted, shallowReactive } from 'vue';

/** Something the command palette (Ctrl+K) can do by name. */
export interface Command {
  /** In the imperative, as a button would say it: `Add photos…`. */
  label: string;
  /** The screen or place it belongs to. */
  group: string;
  /** Left out: always. */
  enabled?(): boolean;
  run(): void;
}

/** Commands beside those that a key triggers (`activeKeys`), of what is shown now. */
export const activeCommands = shallowReactive<Command[]>([]);

/** Registers commands while the calling component is shown. */
export function useCommands(commands: readonly Command[]): void {
  onMounted(() => activeCommands.push(...commands));
  onBeforeUnmount(() => {
    for (const command of commands) {
      const index = activeCommands.indexOf(command);
      if (index >= 0) activeCommands.splice(index, 1);
    }
  });
}
