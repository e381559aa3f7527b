import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { noteChild } from './lock.mjs';

const children = new Set();

/** Ends the programs that set-up started and that still run; for the way out on a signal. */
export function killChildren(signal) {
  for (const child of children) child.kill(signal);
}

/** The full path of a program on PATH, or null. Names with a separator are taken as they are. */
export function findProgram(name, env = process.env, platform = process.platform) {
  const extensions = platform === 'win32' ? (env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  for (const folder of (env.PATH ?? env.Path ?? '').split(delimiter)) {
    if (folder === '') continue;
    for (const extension of extensions) {
      const path = join(folder, name + extension);
      try {
        if (!statSync(path).isFile()) continue;
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here, or not executable: look further.
      }
    }
  }
  return null;
}

/**
 * Runs a program to its end, its output kept from the terminal.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, timeoutMs?: number }} [options]
 * @returns {Promise<{ code: number | null, output: string }>} `code` is null when a signal ended it or it
 *   could not be started; `output` is stdout and stderr as they came, the last 64 KB
 */
export function run(program, args, { cwd, env, onLine, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
    children.add(child);
    const forget = child.pid === undefined ? () => {} : noteChild(child.pid);
    let output = '';
    let line = '';
    const take = (chunk) => {
      output = (output + chunk).slice(-65_536);
      const lines = (line + chunk).split(/[\r\n]+/);
      line = lines.pop() ?? '';
      if (onLine) lines.forEach(onLine);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const end = (code) => {
      children.delete(child);
      forget();
      resolve({ code, output });
    };
    child.on('error', (error) => {
      output += String(error);
      end(null);
    });
    child.on('close', end);
  });
}

/** The last lines of a program's output that say something, for a failure's details. */
export function tail(output, lines = 12) {
  return output
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-lines)
    .join('\n');
}
