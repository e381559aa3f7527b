import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import { execFileSync } from 'node:child_process';
import type { SystemInfo } from '../../contract/system.ts';
import { loadTensorFlow } from './tensorflow.ts';

const require = createRequire(import.meta.url);
const interestingFlags = [
  'sse4_2',
  'avx',
  'avx2',
  'fma',
  'avx512f',
  'avx512_bf16',
  'amx_tile',
  'asimd',
  'neon',
];

/** What this machine computes with. Loads TensorFlow. */
export async function systemInfo(options: { abbeVersion: string; cacheFolder: string }): Promise<SystemInfo> {
  const runtime = await loadTensorFlow();
  const tfjs = (require('@tensorflow/tfjs/package.json') as { version: string }).version;
  return {
    abbe: options.abbeVersion,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    tensorflow: { version: runtime.version ?? tfjs, variant: runtime.variant, backend: runtime.backend },
    tfjs,
    rung: runtime.rung,
    fallbackReason: runtime.fallbackReason,
    devices: devices(runtime.usesGpu),
    cpu: { model: os.cpus()[0]?.model ?? 'unknown', cores: os.availableParallelism(), flags: cpuFlags() },
    memory: { totalBytes: os.totalmem(), freeBytes: freeMemory(), processBytes: process.memoryUsage.rss() },
    cache: options.cacheFolder,
  };
}

function devices(usesGpu: boolean): SystemInfo['devices'] {
  const cpu = { name: os.cpus()[0]?.model ?? 'CPU', kind: 'cpu' as const, memoryBytes: os.totalmem() };
  return usesGpu ? [...gpus(), cpu] : [cpu];
}

/** NVIDIA's own tool knows names and memory; TensorFlow's C interface tells neither. */
function gpus(): SystemInfo['devices'] {
  try {
    const query = ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'];
    const lines = execFileSync('nvidia-smi', query, { encoding: 'utf8', timeout: 5000 }).trim().split('\n');
    return lines.map((line) => {
      const [name = 'GPU', mebibytes = ''] = line.split(', ');
      return { name, kind: 'gpu' as const, memoryBytes: Number(mebibytes) * 2 ** 20 || null };
    });
  } catch {
    return [{ name: 'NVIDIA GPU', kind: 'gpu', memoryBytes: null }];
  }
}

/** The processor's vector extensions as Linux lists them; empty where the system does not say. */
function cpuFlags(): string[] {
  try {
    const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? '';
    const present = new Set(line.split(' '));
    return interestingFlags.filter((flag) => present.has(flag));
  } catch {
    return [];
  }
}

/** Linux's MemAvailable counts memory that caches would give back; os.freemem() does not. */
function freeMemory(): number {
  try {
    const kibibytes = /^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    return kibibytes === undefined ? os.freemem() : Number(kibibytes) * 1024;
  } catch {
    return os.freemem();
  }
}
