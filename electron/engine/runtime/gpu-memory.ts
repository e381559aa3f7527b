import { execFile } from 'node:child_process';

/** Asking takes tens of milliseconds, so it is done beside the training and not at each step. */
const everyMs = 5000;

let used: number | null = null;
let watched = false;
let asked = -Infinity;

/** From now on `gpuMemory` tells what is used: called where TensorFlow computes on a graphics card. */
export function watchGpuMemory(): void {
  watched = true;
}

/**
 * Memory in use on the first graphics card (bytes), by all processes; null where there is none in use here, or its
 * driver's tool does not tell. TensorFlow's C interface does not tell its own share.
 */
export function gpuMemory(): number | null {
  if (watched && performance.now() - asked > everyMs) {
    asked = performance.now();
    const query = ['--query-gpu=memory.used', '--format=csv,noheader,nounits', '--id=0'];
    execFile('nvidia-smi', query, { timeout: 4000 }, (failed, text) => {
      const mebibytes = failed ? NaN : Number.parseFloat(text);
      used = Number.isFinite(mebibytes) ? mebibytes * 2 ** 20 : null;
    });
  }
  return used;
}
