import { spawn } from 'node:child_process';
import { environmentFolder, isComplete, pythonIn } from '../../build/setup/python-env.mjs';
import { cacheFolder } from '../../build/setup/paths.mjs';
import type { Tool } from './tools.ts';

/**
 * The private Python with the reference implementations (build/setup/python-requirements.txt), which
 * `npm test` makes.
 */
export function findPython(): Tool {
  const folder = environmentFolder(cacheFolder());
  if (isComplete(folder)) return { path: pythonIn(folder) };
  return {
    missing: 'The Python packages that serve as references are not installed: run "npm test" to get them.',
  };
}

/**
 * Runs Python code to its end.
 * @param python the interpreter, from `findPython`
 * @param code what follows `python -c`
 * @param input bytes for its stdin
 * @returns its stdout
 * @throws {Error} with its stderr when it fails
 */
export function runPython(
  python: string,
  code: string,
  args: readonly string[] = [],
  input: Uint8Array = new Uint8Array(),
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, ['-c', code, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    let errors = '';
    child.stdout.on('data', (data: Buffer) => output.push(data));
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(Buffer.concat(output));
      else reject(new Error(`Python ended with ${status}: ${errors}`));
    });
    child.stdin.end(input);
  });
}
