import type { Benchmark, Row } from './benchmark.ts';
import { alternate } from './benchmark.ts';
import { Peer } from './peer.ts';
import { loadTensorFlow } from '../../electron/engine/runtime/tensorflow.ts';
import { makeUnet } from './unet.ts';

const cases = [
  { size: 128, base: 16, steps: 20 },
  { size: 256, base: 32, steps: 5 },
  { size: 256, base: 64, steps: 3 },
];

/** One training step of the U-Net, compiled, against PyTorch on the CPU. */
export const trainUnet: Benchmark = {
  id: 'train-unet',
  async run({ python, note }) {
    await loadTensorFlow();
    const rows: Row[] = [];
    for (const { size, base, steps } of cases) {
      note(`U-Net ${size}/${base}`);
      const unet = makeUnet(size, base, 'compiled');
      const peer = new Peer(python, 'unet.py', [String(size), String(base)]);
      const theirParameters = Number(await peer.line());
      if (theirParameters !== unet.parameters) {
        throw new Error(
          `The networks differ: ours has ${unet.parameters} parameters, theirs ${theirParameters}.`,
        );
      }
      const values = Float32Array.from({ length: size * size * 3 }, (_v, i) => Math.sin(i * 1.7));
      const inputs = { x: values, y: values.map((v) => v * v * 2 - 1), learningRate: 1e-4 };
      let position = 0;
      const ours = (count: number): number[] =>
        Array.from({ length: count }, () => {
          const start = performance.now();
          unet.program.run('step', inputs, position++);
          return performance.now() - start;
        });
      const times = await alternate(10, steps, ours, (count) => peer.steps(count));
      rows.push({ name: `train U-Net ${size}/${base}, step`, peer: 'PyTorch 2.13 CPU', ...times });
      await peer.close();
      unet.dispose();
    }
    return rows;
  },
};
