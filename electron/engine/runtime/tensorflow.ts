import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import type * as TF from '@tensorflow/tfjs';
import { AbbeError } from '../../contract/errors.ts';
import type { rungs } from '../../contract/system.ts';
import type { NodeBackend } from './binding.ts';
import { registerMissingGradients } from './missing-gradients.ts';
import { registerReductionGradients } from './reduction-gradients.ts';

export type {
  Rank,
  Scalar,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  TensorInfo,
  Variable,
} from '@tensorflow/tfjs';

const require = createRequire(import.meta.url);

// tfjs-node 4.22 calls these two: deprecated with a warning at first, then gone from Node.
const legacyUtil = util as unknown as Record<string, (value: unknown) => boolean>;
legacyUtil['isNullOrUndefined'] = (value) => value === null || value === undefined;
legacyUtil['isArray'] = Array.isArray;

/** TensorFlow.js operations; usable after `loadTensorFlow()` has chosen the backend. */
export const tf = require('@tensorflow/tfjs') as typeof TF;

/** What the set-up left behind on what was provisioned (build/setup). */
export interface ProvisionRecord {
  rung: (typeof rungs)[number];
  variant: 'cpu' | 'cuda' | 'wasm';
  backend: 'tensorflow' | 'wasm';
  tensorflow: string | null;
  cache: string;
  fallbackReason: string | null;
}

export interface TensorFlowRuntime {
  backend: 'tensorflow' | 'wasm';
  variant: 'cpu' | 'cuda' | 'wasm';
  rung: (typeof rungs)[number];
  /** Version of libtensorflow; null under WebAssembly. */
  version: string | null;
  fallbackReason: string | null;
  usesGpu: boolean;
}

let loaded: Promise<TensorFlowRuntime> | undefined;

/**
 * Loads the best backend that this machine has and says which one. Loading twice gives the same runtime.
 * `ABBE_RUNTIME=wasm` forces the WebAssembly backend.
 * @throws AbbeError internal where no backend can be started.
 */
export function loadTensorFlow(): Promise<TensorFlowRuntime> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<TensorFlowRuntime> {
  // Without it tfjs advertises its packages on the console.
  tf.env().set('PROD', true);
  const record = readProvisionRecord();
  const forced = process.env['ABBE_RUNTIME'] === 'wasm';
  let reason = forced ? 'ABBE_RUNTIME asks for the WebAssembly backend.' : null;
  if (!forced && record?.backend !== 'wasm') {
    try {
      return loadNative(record);
    } catch (error) {
      reason = `TensorFlow's library could not be loaded: ${(error as Error).message.split('\n')[0]}`;
    }
  }
  return loadWasm(reason ?? record?.fallbackReason ?? null);
}

function loadNative(record: ProvisionRecord | undefined): TensorFlowRuntime {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  quietly(() => require('@tensorflow/tfjs-node-gpu') as unknown);
  registerMissingGradients(tf);
  registerReductionGradients(tf);
  const { binding } = nodeBackend();
  const usesGpu = binding.isUsingGpuDevice();
  return {
    backend: 'tensorflow',
    variant: usesGpu ? 'cuda' : 'cpu',
    rung: record?.rung ?? 'install-script',
    version: binding.TF_Version,
    fallbackReason: record?.fallbackReason ?? null,
    usesGpu,
  };
}

/** Loading TensorFlow prints a notice that no setting stops; errors of loading are thrown, not printed. */
function quietly(load: () => unknown): void {
  const file = join(require.resolve('@tensorflow/tfjs-node-gpu/package.json'), '../lib/napi-v8/quiet.node');
  const quiet = existsSync(file) ? (require(file) as { mute(): void; unmute(): void }) : undefined;
  quiet?.mute();
  try {
    load();
  } finally {
    quiet?.unmute();
  }
}

async function loadWasm(reason: string | null): Promise<TensorFlowRuntime> {
  const wasm = require('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(prefix: string): void };
  const folder = join(require.resolve('@tensorflow/tfjs-backend-wasm'), '..');
  wasm.setWasmPaths(`${folder}/`);
  if (!(await tf.setBackend('wasm'))) {
    throw new AbbeError('internal', 'No TensorFlow backend starts on this machine: run "npm run setup".');
  }
  await tf.ready();
  registerMissingGradients(tf);
  const { registerWasmConvolutionGradient } = await import('./wasm-kernels.ts');
  registerWasmConvolutionGradient(tf);
  return {
    backend: 'wasm',
    variant: 'wasm',
    rung: 'wasm',
    version: null,
    fallbackReason: reason,
    usesGpu: false,
  };
}

/** The record of the set-up beside the packages; undefined where the engine runs without one. */
export function readProvisionRecord(): ProvisionRecord | undefined {
  const file = join(require.resolve('@tensorflow/tfjs/package.json'), '../../../.abbe/runtime.json');
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')) as ProvisionRecord;
}

/** True once the native TensorFlow backend computes; compiled steps need it. */
export function hasNativeBackend(): boolean {
  return tf.getBackend() === 'tensorflow';
}

/** The backend of tfjs-node, whose binding compiled steps talk to. */
export function nodeBackend(): NodeBackend {
  return tf.backend() as unknown as NodeBackend;
}

/** The package's protocol buffer classes, for writing graphs. */
export function loadProtocolBuffers(): Record<string, new () => ProtocolMessage> {
  return require('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as Record<
    string,
    new () => ProtocolMessage
  >;
}

/** google-protobuf's generated classes have no types of their own: setters and getters by name. */
export type ProtocolMessage = {
  serializeBinary(): Uint8Array;
} & Record<string, (...values: unknown[]) => unknown>;
