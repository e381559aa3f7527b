import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bceGan } from '../../../electron/engine/losses/bce-gan.ts';
import { l1 } from '../../../electron/engine/losses/l1.ts';
import { maskGenerator } from '../../../electron/engine/networks/mask-generator.ts';
import type { Network } from '../../../electron/engine/networks/network.ts';
import { patchDiscriminator } from '../../../electron/engine/networks/patch-discriminator.ts';
import { pix2pixUnet } from '../../../electron/engine/networks/pix2pix-unet.ts';
import { skipPatchDiscriminator } from '../../../electron/engine/networks/skip-patch-discriminator.ts';
import { Adam } from '../../../electron/engine/runtime/optimiser.ts';
import type { Program } from '../../../electron/engine/runtime/program.ts';
import { createProgram } from '../../../electron/engine/runtime/program.ts';
import type { StepRandom } from '../../../electron/engine/runtime/step-random.ts';
import type { Tensor, Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import type { Mode } from '../runtime/networks.ts';
import { largestDifference, ramp } from '../runtime/networks.ts';

const open: { program: Program; store: VariableStore }[] = [];

beforeAll(async () => {
  await loadTensorFlow();
});

afterEach(() => {
  for (const { program, store } of open.splice(0)) {
    program.dispose();
    store.dispose();
  }
});

interface Game {
  generator: Network;
  discriminator: Network;
  input: number[];
  truth: number[];
  /** True where the discriminator sees the input beside the image, and the image must be near the truth. */
  conditional: boolean;
}

const games: Record<string, (store: VariableStore, batch: number) => Game> = {
  'masks from noise, skip patch': (store, batch) => ({
    generator: maskGenerator.build(store, 'generator', { baseChannels: 2 }),
    discriminator: skipPatchDiscriminator.build(store, 'discriminator', { baseChannels: 4 }),
    input: [batch, 1, 1, 8],
    truth: [batch, 64, 64, 3],
    conditional: false,
  }),
  'U-Net with dropout, skip patch, instance norm': (store, batch) => ({
    generator: pix2pixUnet.build(store, 'generator', { baseChannels: 4, levels: 5 }),
    discriminator: skipPatchDiscriminator.build(store, 'discriminator', { baseChannels: 4, channels: 4 }),
    input: [batch, 64, 64, 3],
    truth: [batch, 64, 64, 1],
    conditional: true,
  }),
  'U-Net with dropout, 70 px PatchGAN, batch norm': (store, batch) => ({
    generator: pix2pixUnet.build(store, 'generator', {
      baseChannels: 4,
      levels: 4,
      inputChannels: 1,
      norm: 'batch',
    }),
    discriminator: patchDiscriminator.build(store, 'discriminator', {
      baseChannels: 4,
      channels: 2,
      norm: 'batch',
    }),
    input: [batch, 32, 64, 1],
    truth: [batch, 32, 64, 1],
    conditional: true,
  }),
};

/** Both training steps of pix2pix as entries of one program. */
function play(name: string, batch: number, mode: Mode) {
  const store = new VariableStore(2);
  const { generator, discriminator, input, truth, conditional } = games[name]!(store, batch);
  const adams = ['generator/', 'discriminator/'].map((prefix) => new Adam(store, prefix, { beta1: 0.5 }));
  const program = createProgram({ variables: store, seed: 4, mode });
  open.push({ program, store });
  const judge = (given: Tensor) => (image: Tensor4D) =>
    discriminator.apply(conditional ? tf.concat([given as Tensor4D, image], 3) : image);
  const make = (given: Tensor, random: StepRandom) =>
    generator.apply(given as Tensor4D, undefined, random) as Tensor4D;
  const inputs = { given: { shape: input }, real: { shape: truth } };
  program.define('discriminate', {
    inputs,
    body: ({ given, real }, random) => {
      const images = { truth: real as Tensor4D, fake: make(given!, random), mask: undefined };
      const loss = () => bceGan.critic(judge(given!), images, 0, random).total;
      return { loss: adams[1]!.minimise(loss, tf.scalar(2e-3)) };
    },
  });
  program.define('generate', {
    inputs,
    body: ({ given, real }, random) => {
      const loss = () => {
        const fake = make(given!, random);
        const fooling = bceGan.generator(judge(given!), fake, undefined);
        if (!conditional) return fooling;
        return tf.add(fooling, tf.mul(l1.create()(fake, real as Tensor4D, undefined), 100));
      };
      return { loss: adams[0]!.minimise(loss, tf.scalar(2e-3)) };
    },
  });
  const size = (shape: number[]): number => shape.reduce((product, side) => product * side, 1);
  const fed = { given: ramp(size(input), 0.31), real: ramp(size(truth), 0.53) };
  const losses: number[] = [];
  for (let step = 0; step < 2; step += 1) {
    for (const entry of ['discriminate', 'generate']) losses.push(program.run(entry, fed, step)['loss']![0]!);
  }
  return { losses, weights: program.export() };
}

describe.each(Object.keys(games))('%s', (name) => {
  it.each([1, 2])('compiled steps with batches of %i equal op by op', (batch) => {
    const [compiled, reference] = [play(name, batch, 'compiled'), play(name, batch, 'op-by-op')];
    expect(compiled.losses.every(Number.isFinite)).toBe(true);
    compiled.losses.forEach((loss, i) => expect(loss).toBeCloseTo(reference.losses[i]!, 3));
    // The discriminator's second loss is not its first: both have learned.
    expect(Math.abs(compiled.losses[2]! - compiled.losses[0]!)).toBeGreaterThan(1e-4);
    const moments = [...compiled.weights.keys()].filter((key) => key.endsWith('/m'));
    expect(moments.length).toBeGreaterThan(20);
    for (const key of moments) {
      const [a, b] = [compiled.weights.get(key)!, reference.weights.get(key)!];
      const scale = Math.max(1e-4, ...b.map(Math.abs));
      expect(largestDifference(a, b) / scale, key).toBeLessThan(0.02);
    }
  });
});
