/**
 * Starts every command: sets up what is missing, then runs the command on Node 24.
 * Node built-ins alone, as it runs before anything is installed; Node 20 or later.
 * Usage: node build/launch.mjs COMMAND [args…] [--runtime cpu|cuda|wasm]
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { SetupError, fromSystemError } from './setup/failures.mjs';
import { releaseAll } from './setup/lock.mjs';
import { findNode } from './setup/node.mjs';
import { commands, needsOf, readWords } from './setup/options.mjs';
import { cacheFolder, root } from './setup/paths.mjs';
import { killChildren } from './setup/process.mjs';
import { Progress } from './setup/progress.mjs';
import { readRuntime } from './setup/runtime-file.mjs';
import { setUp, stepsFor } from './setup/setup.mjs';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Leaves set-up cleanly on a signal; what is half done is redone next time. */
function leaveOn(signal, progress) {
  progress.stop();
  killChildren(signal);
  releaseAll();
  process.exit(128 + constants.signals[signal]);
}

/**
 * Where the person stands: npm runs scripts in the package's folder and says in INIT_CWD where it was called.
 * An INIT_CWD of another script further up is not meant for us.
 */
const folderOfCaller = (command, env) =>
  (env.npm_lifecycle_event === command && env.INIT_CWD) || process.cwd();

/** Runs the command, hands signals through, and ends as it ended. */
function hand(node, args, { env, cwd }) {
  const child = spawn(node, args, { cwd, env, stdio: 'inherit' });
  for (const signal of signals) {
    process.removeAllListeners(signal);
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(`${node} could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) return process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function summary(done) {
  const state = readRuntime(root);
  const runtime =
    state.backend === 'wasm' ? 'WebAssembly' : `TensorFlow ${state.tensorflow} (${state.variant})`;
  const made = done.length === 0 ? 'nothing was missing' : `done now: ${done.join(', ')}`;
  return `Ready: ${runtime} from rung "${state.rung}", cache ${cacheFolder()}; ${made}.\n`;
}

async function main() {
  const progress = new Progress();
  for (const signal of signals) process.on(signal, () => leaveOn(signal, progress));
  try {
    const { command, args, runtime } = readWords(process.argv.slice(2));
    const env = { ...process.env, ...(runtime ? { ABBE_RUNTIME: runtime } : {}) };
    const context = {
      checkout: root,
      cache: cacheFolder(),
      env,
      progress,
      // Asked for when it is needed: before npm has run there is none.
      get node() {
        return findNode(root);
      },
    };
    const done = await setUp(stepsFor(needsOf(command, args)), context);
    const script = commands[command].run;
    if (script === null) return void process.stderr.write(summary(done));
    const [file, ...first] = script;
    hand(context.node, [join(root, file), ...first, ...args], { env, cwd: folderOfCaller(command, env) });
  } catch (error) {
    progress.stop();
    const failure = fromSystemError(error, 'setting up');
    if (!(failure instanceof SetupError)) throw error;
    if (failure.detail) process.stderr.write(`${failure.detail}\n\n`);
    process.stderr.write(`${failure.message}\n`);
    process.exitCode = failure.code === 'wrong-usage' ? 2 : 1;
  }
}

await main();
