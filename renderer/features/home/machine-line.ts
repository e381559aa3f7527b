import type { SystemInfo } from '../../../electron/contract/system.ts';
import { formatBytes } from '../../ui/format.ts';

/** Variant and device, short enough for the status bar: `TensorFlow CPU · 2 cores`. */
export function deviceLine(info: SystemInfo): string {
  const gpu = info.devices.find((device) => device.kind === 'gpu');
  const where = gpu ? gpu.name : `${info.cpu.cores} cores`;
  return `${variantName(info)} · ${where}`;
}

/** What this machine computes with, in one line. */
export function machineLine(info: SystemInfo): string {
  const gpu = info.devices.find((device) => device.kind === 'gpu');
  const memory = gpu?.memoryBytes ?? info.memory.totalBytes;
  const device = gpu ? gpu.name : `${info.cpu.model}, ${info.cpu.cores} cores`;
  return `${variantName(info)} ${info.tensorflow.version} on ${device}, ${formatBytes(memory)} memory`;
}

function variantName(info: SystemInfo): string {
  const names = { cpu: 'TensorFlow CPU', cuda: 'TensorFlow CUDA', wasm: 'WebAssembly (slow)' };
  return names[info.tensorflow.variant];
}
