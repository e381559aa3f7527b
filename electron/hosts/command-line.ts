import { Command, CommanderError } from 'commander';
import type { Engine } from '../contract/calls.ts';
import { AbbeError } from '../contract/errors.ts';
import { UsageError } from './commands/command.ts';
import type { CliCommand, CommandContext, Outcome } from './commands/command.ts';
import { commands } from './commands/index.ts';
import { abbeVersion } from './engine-options.ts';
import { interruptSignal } from './interrupt.ts';
import { LocalEngine } from './local-engine.ts';
import { ProgressDisplay } from './progress-display.ts';

const notes = `
Exit codes: 0 done, 1 something failed, 2 wrong usage.
With --json, stdout holds exactly one JSON document; everything else goes to stderr.`;

/**
 * Runs `abbe` with these arguments and tells the exit code: 0 done, 1 failed, 2 wrong usage.
 *
 * @param createEngine Another engine than the real one, for tests.
 */
export async function runCommandLine(argv: string[], createEngine?: () => Promise<Engine>): Promise<number> {
  const program = new Command('abbe')
    .description('Microscopy workstation: paired datasets, image-to-image GANs, measured results, offline.')
    .version(abbeVersion())
    .addHelpText('after', notes)
    .configureOutput({ outputError: (text, write) => write(sentence(text)) })
    .exitOverride();
  let exitCode = 0;
  for (const command of commands) {
    declare(program, command, async (values, options) => {
      exitCode = await runCommand(command, values, options, new LocalEngine(createEngine));
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    if (thrown.exitCode === 0) return 0;
    if (argv.includes('--json')) await printFailure(new AbbeError('invalid-input', sentence(thrown.message)));
    return 2;
  }
}

function declare(
  program: Command,
  command: CliCommand,
  run: (values: string[], options: Record<string, unknown>) => Promise<void>,
): void {
  const own = place(program, command.name).description(command.description);
  command.define(own);
  own
    .option('--json', 'write the result as one JSON document')
    .addHelpText('after', notes)
    .showHelpAfterError(`“abbe ${command.name} --help” tells how it is used.`)
    .action(() => run(own.args, own.opts()));
}

/** What the nouns are that have commands of their own. */
const nouns: Record<string, string> = {
  project: 'Source files of a project: add, check, find again, pack.',
  dataset: 'Items of a dataset: check, split, set aside, tag, label, undo.',
};

/** `dataset check` as the command `check` of `dataset`. */
function place(program: Command, name: string): Command {
  const [first = '', ...rest] = name.split(' ');
  if (rest.length === 0) return program.command(first);
  const noun =
    program.commands.find((each) => each.name() === first) ??
    program
      .command(first)
      .description(nouns[first] ?? '')
      .showHelpAfterError(`“abbe ${first} --help” tells how it is used.`);
  return noun.command(rest.join(' '));
}

/** Runs one command with its engine; never rejects. */
async function runCommand(
  command: CliCommand,
  values: string[],
  options: Record<string, unknown>,
  engine: LocalEngine,
): Promise<number> {
  const display = new ProgressDisplay();
  const print = (outcome: Outcome) => {
    display.done();
    return write(options['json'] ? JSON.stringify(outcome.document, null, 2) : outcome.text);
  };
  const context: CommandContext = {
    engine: () => engine.client(),
    signal: interruptSignal(() => display.line('Stopping; press Ctrl+C again to end at once.')),
    say: (line) => display.line(line),
    progress: (progress) => display.update(progress),
    progressDone: () => display.done(),
    publish: print,
  };
  try {
    const outcome = await command.run(values, options, context);
    if (outcome) await print(outcome);
    return (outcome?.ok ?? true) ? 0 : 1;
  } catch (thrown) {
    const usage = thrown instanceof UsageError;
    const error = usage ? new AbbeError('invalid-input', thrown.message) : AbbeError.wrap(thrown);
    display.line(error.message);
    if (process.env['ABBE_DEBUG'])
      display.line(String((error.cause as Error | undefined)?.stack ?? error.stack));
    if (options['json']) await printFailure(error);
    return usage ? 2 : 1;
  } finally {
    await engine.close();
  }
}

function printFailure(error: AbbeError): Promise<void> {
  return write(JSON.stringify({ error: error.toShape() }, null, 2));
}

/** Waits until stdout has taken it: the process ends right after. */
function write(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${text}\n`, () => resolve()));
}

/** Commander's `error: unknown option '--x'` as a sentence. */
function sentence(text: string): string {
  const bare = text.replace(/^error: /, '');
  return bare.charAt(0).toUpperCase() + bare.slice(1);
}
