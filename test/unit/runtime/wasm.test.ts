import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { largestDifference, makeExperiment, runSteps } from './networks.ts';

interface ChildResult {
  runtime: { backend: string; rung: string; fallbackReason: string };
  selfTest: { ok: boolean };
  losses: number[][];
  wasm: number[][];
  cpu: number[][];
}

let child: ChildResult;

beforeAll(async () => {
  await loadTensorFlow();
  const script = fileURLToPath(new URL('wasm-child.ts', import.meta.url));
  const env = { ...process.env, ABBE_RUNTIME: 'wasm' };
  const output = execFileSync(process.execPath, [script], { encoding: 'utf8', env, maxBuffer: 1e8 });
  child = JSON.parse(output) as ChildResult;
});

describe('the WebAssembly rung', () => {
  it('says which it is and why, and passes the self-test', () => {
    expect(child.runtime).toMatchObject({ backend: 'wasm', rung: 'wasm' });
    expect(child.runtime.fallbackReason).toMatch(/ABBE_RUNTIME/);
    expect(child.selfTest.ok).toBe(true);
  });

  it("has the filter gradient of tfjs's plain JavaScript backend", () => {
    child.cpu.forEach((expected, i) => {
      const scale = Math.max(...expected.map(Math.abs));
      expect(largestDifference(child.wasm[i]!, expected) / scale).toBeLessThan(1e-5);
    });
  });

  it('trains as TensorFlow does where no random numbers are drawn, and trains at all where they are', () => {
    const { program, store } = makeExperiment('op-by-op');
    expect(largestDifference(child.losses[0]!, runSteps(program, 'regress', 3))).toBeLessThan(1e-4);
    expect(child.losses.flat().every(Number.isFinite)).toBe(true);
    program.dispose();
    store.dispose();
  });
});
