import { runCommandLine } from './command-line.ts';

// Entry point of `abbe`. A reader of our output that leaves early (a pipe into `head`) is no error.
process.stdout.on('error', () => process.exit(0));
// The engine's native threads would keep the process; all is written by now.
process.exit(await runCommandLine(process.argv.slice(2)));
