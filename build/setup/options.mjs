import { checkRequest } from './variant.mjs';
import { SetupError } from './failures.mjs';

/** The launcher's commands and what each asks of set-up and runs afterwards. */
export const commands = {
  start: { page: true, electron: true, run: ['electron/hosts/start.ts'] },
  test: { page: true, electron: true, python: true, run: ['build/test.mjs'] },
  demo: { run: ['electron/hosts/cli.ts', 'demo'] },
  abbe: { run: ['electron/hosts/cli.ts'] },
  benchmark: { run: ['test/benchmark/run.ts'] },
  check: { run: ['build/check.mjs'] },
  package: { page: true, electron: true, run: ['build/packaging/package.mjs'] },
  setup: { page: true, electron: true, run: null },
};

/**
 * Takes `--runtime NAME` or `--runtime=NAME` out of the words, wherever it stands before a `--`.
 * @param {readonly string[]} words
 * @returns {{ command: string, args: string[], runtime: string | null }}
 * @throws {SetupError} code wrong-usage
 */
export function readWords(words) {
  const rest = [];
  let runtime = null;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === '--') {
      rest.push(...words.slice(index));
      break;
    }
    if (word === '--runtime') {
      index += 1;
      runtime = checkRequest(words[index] ?? '');
    } else if (word.startsWith('--runtime=')) runtime = checkRequest(word.slice('--runtime='.length));
    else rest.push(word);
  }
  const [command = '', ...args] = rest;
  if (!Object.hasOwn(commands, command)) {
    throw new SetupError(
      `There is no command "${command}": use one of ${Object.keys(commands).join(', ')}, as in "npm start" or "npm run setup".`,
      { code: 'wrong-usage' },
    );
  }
  return { command, args, runtime };
}

/** What set-up must provide for a command; `abbe serve` shows the page too. */
export const needsOf = (command, args) => ({
  page: commands[command].page === true || (command === 'abbe' && args[0] === 'serve'),
  electron: commands[command].electron === true,
  python: commands[command].python === true,
});
