import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Runs a Node script to its end on our terminal. Signals go through to it, so that it does not stay behind; in a
 * terminal Ctrl+C reaches it by itself, and a second one would end it without its last words.
 * @param {readonly string[]} args the script and its arguments
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} its exit code; 128 and the signal's number when a signal ended it
 */
export function runChild(args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { ...options, stdio: 'inherit' });
    const hand = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, hand);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const signal of signals) process.off(signal, hand);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
