import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../electron/hosts/cli.ts', import.meta.url));

export interface CliAnswer {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningCli {
  done: Promise<CliAnswer>;
  /** Settles when stderr has said something that matches. */
  said(pattern: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** Starts `abbe` as a process of its own, as a person would, with the given environment over ours. */
export function startAbbe(args: string[], env: Record<string, string> = {}): RunningCli {
  const child = spawn(process.execPath, [cli, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let stdout = '';
  let stderr = '';
  let listeners: (() => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const listener of [...listeners]) listener();
  });
  const done = new Promise<CliAnswer>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    done,
    said: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!pattern.test(stderr)) return;
          listeners = listeners.filter((each) => each !== look);
          resolve();
        };
        listeners.push(look);
        void done.then(() => reject(new Error(`abbe ended without saying ${String(pattern)}:\n${stderr}`)));
        look();
      }),
    kill: (signal) => void child.kill(signal),
  };
}

/** Runs `abbe` to its end. */
export function abbe(...args: string[]): Promise<CliAnswer> {
  return startAbbe(args).done;
}
