import type { Command } from 'commander';
import type { EngineClient } from '../../contract/calls.ts';
import type { CommandDocument, CommandName } from '../../contract/cli.ts';
import type { Progress } from '../../contract/events.ts';

/** What a command is given beside its arguments. */
export interface CommandContext {
  /** The engine in this process, made at the first call: `--help` and wrong usage stay fast. */
  engine(): Promise<EngineClient>;
  /** Aborted by Ctrl+C. */
  signal: AbortSignal;
  /** One line for the person, on stderr. */
  say(line: string): void;
  /** Shows progress on stderr: a bar with time left on a terminal, a line now and then elsewhere. */
  progress(progress: Progress): void;
  /** Ends what `progress` shows, before the next task or the result. */
  progressDone(): void;
  /** Writes the result at once, where a command goes on after it (`serve`). */
  publish(outcome: Outcome): Promise<void>;
}

/** What a command ends with. */
export interface Outcome<N extends CommandName = CommandName> {
  /** For `--json`. */
  document: CommandDocument<N>;
  /** The same for a person, on stdout. */
  text: string;
  /** False where something failed: exit code 1. */
  ok: boolean;
}

/** One command of `abbe`: one file in this folder and one line in index.ts. */
export interface CliCommand<N extends CommandName = CommandName> {
  name: N;
  description: string;
  /** Declares arguments and options beside `--json`, and examples. */
  define(command: Command): void;
  /**
   * Runs it. Throws UsageError for wrong usage (exit code 2); any other error ends with its sentence (1).
   * Null where the result was published already.
   */
  run(
    values: string[],
    options: Record<string, unknown>,
    context: CommandContext,
  ): Promise<Outcome<N> | null>;
}

/** Wrong usage: exit code 2 and a sentence that says what is right. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
