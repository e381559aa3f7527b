import { spawn } from 'node:child_process';
import { findProgram } from '../../build/setup/process.mjs';
import type { Tool } from './tools.ts';

/** The X server without a screen. */
export function findXvfb(): Tool {
  const path = findProgram('Xvfb');
  return path === null
    ? { missing: 'Xvfb is missing: install it with "sudo apt-get install xvfb".' }
    : { path };
}

/** A running X server: `display` is what goes into DISPLAY. */
export interface Display {
  display: string;
  stop(): Promise<void>;
}

/**
 * Starts an X server on a display number that is free.
 * @throws {Error} when it ends before it is ready
 */
export function startXvfb(xvfb: string, size = '1600x1000x24'): Promise<Display> {
  return new Promise((resolve, reject) => {
    const args = ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp'];
    const child = spawn(xvfb, args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
    const ended = new Promise<void>((settle) => child.on('exit', () => settle()));
    let errors = '';
    child.stderr?.on('data', (data: Buffer) => (errors += data.toString()));
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`Xvfb ended with ${code}: ${errors}`)));
    child.stdio[3]?.once('data', (data: Buffer) => {
      resolve({
        display: `:${data.toString().trim()}`,
        stop: () => {
          child.kill();
          return ended;
        },
      });
    });
  });
}
