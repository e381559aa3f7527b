import { beforeAll, describe, expect, it } from 'vitest';
import type { NetworkDefinition } from '../../../electron/engine/networks/network.ts';
import { patchDiscriminator } from '../../../electron/engine/networks/patch-discriminator.ts';
import {
  skipPatchDiscriminator,
  skipPatchPaths,
} from '../../../electron/engine/networks/skip-patch-discriminator.ts';
import type { Tensor4D } from '../../../electron/engine/runtime/tensorflow.ts';
import { loadTensorFlow, tf } from '../../../electron/engine/runtime/tensorflow.ts';
import { VariableStore } from '../../../electron/engine/runtime/variables.ts';
import type { Influence } from './influence.ts';
import { influenceOn } from './influence.ts';

beforeAll(async () => {
  await loadTensorFlow();
});

const side = 160;
const place = 10;

/** What influences one logit; instance norm would make that everything, through its statistics. */
function influence(
  definition: NetworkDefinition,
  parameters: object,
  prepare: (store: VariableStore) => void = () => undefined,
): Influence {
  const store = new VariableStore(3);
  const network = definition.build(store, 'net', { ...parameters, baseChannels: 2, norm: 'none' });
  prepare(store);
  const x = tf.randomUniform([1, side, side, 3], -1, 1, 'float32', 4) as Tensor4D;
  const found = influenceOn(network, x, place, place);
  x.dispose();
  store.dispose();
  return found;
}

/** How far the middle of a patch is from the middle of the 8 px that a logit stands for. */
const offCentre = ({ top, height }: Influence): number => Math.abs(top + height / 2 - (8 * place + 4));

describe('one logit sees a square of exactly the size that follows from the layers', () => {
  it.each([16, 70])('patch %i', (patch) => {
    expect(patchDiscriminator.receptiveFields?.({ patch })).toEqual([patch]);
    const found = influence(patchDiscriminator, { patch });
    expect(found).toMatchObject({ height: patch, width: patch, pixels: patch * patch });
    expect(found.left).toBe(found.top);
    expect(offCentre(found)).toBeLessThanOrEqual(1);
  });

  it('skip patch, as a whole', () => {
    const fields = skipPatchDiscriminator.receptiveFields?.({});
    expect(fields).toEqual([16, 20, 32, 70]);
    expect(influence(skipPatchDiscriminator, {})).toMatchObject({ height: 70, width: 70, pixels: 4900 });
  });

  it.each(skipPatchPaths.map((path, index) => [path, index, [16, 20, 32, 70][index] as number] as const))(
    'skip patch, %s alone',
    (_path, index, field) => {
      // Only this path's features go on.
      const isolate = (store: VariableStore): void => {
        const merge = store.get('net/merge/kernel');
        const rows = Array.from({ length: 4 }, (_, path) => (path === index ? 1 : 0));
        const kept = tf.tensor4d(
          rows.flatMap((value) => [value, value]),
          [1, 1, 8, 1],
        );
        tf.tidy(() => merge.assign(tf.mul(merge, kept)));
        kept.dispose();
      };
      const found = influence(skipPatchDiscriminator, {}, isolate);
      expect(found).toMatchObject({ height: field, width: field, pixels: field * field });
      expect(offCentre(found)).toBeLessThanOrEqual(1);
    },
  );
});

describe('maps', () => {
  it.each([
    ['patch 16', patchDiscriminator, { patch: 16 }],
    ['patch 70', patchDiscriminator, { patch: 70 }],
    ['skip patch', skipPatchDiscriminator, {}],
  ])('of %s are 64 x 64 for 512 x 512, and an eighth of any size', (_name, definition, parameters) => {
    tf.tidy(() => {
      const store = new VariableStore(3);
      const network = definition.build(store, 'net', { ...parameters, channels: 4, baseChannels: 1 });
      expect(network.apply(tf.zeros([1, 512, 512, 4])).shape).toEqual([1, 64, 64, 1]);
      expect(network.apply(tf.zeros([2, 72, 40, 4])).shape).toEqual([2, 9, 5, 1]);
      expect(network.apply(tf.zeros([1, 75, 41, 4])).shape).toEqual([1, 10, 6, 1]);
      expect(network.stride).toBe(8);
      expect(() => network.apply(tf.zeros([1, 16, 16, 3]))).toThrow(
        /made for 4 channels and got 3: set channels to 3/,
      );
      store.dispose();
    });
  });
});

/** [kernel, inputs, outputs, has a normalisation] of each layer. */
type Row = [size: number, inputs: number, outputs: number, norm: boolean];
const count = (rows: Row[]): number =>
  rows.reduce((sum, [size, inputs, outputs, norm]) => {
    return sum + size * size * inputs * outputs + outputs * (norm ? 2 : 1);
  }, 0);

describe('parameters', () => {
  const of = (definition: NetworkDefinition, parameters: object): number => {
    const store = new VariableStore(1);
    const { parameterCount } = definition.build(store, 'net', parameters);
    store.dispose();
    return parameterCount;
  };

  it('patch 70 has the 2,768,705 of the published PatchGAN for pairs of colour images', () => {
    const rows: Row[] = [[4, 6, 64, false], [4, 64, 128, true], [4, 128, 256, true], [4, 256, 512, true], [4, 512, 1, false]]; // prettier-ignore
    expect(count(rows)).toBe(2_768_705);
    expect(of(patchDiscriminator, { channels: 6 })).toBe(2_768_705);
  });

  it('patch 16 and skip patch', () => {
    const patch16: Row[] = [[4, 3, 64, false], [4, 64, 128, true], [4, 128, 1, false]]; // prettier-ignore
    expect(of(patchDiscriminator, { patch: 16 })).toBe(count(patch16));
    const skip: Row[] = [
      [4, 3, 64, false],
      [3, 64, 128, true],
      [3, 128, 64, true],
      [4, 128, 64, true],
      [3, 64, 64, true],
      [4, 64, 128, true],
      [4, 128, 256, true],
      [4, 256, 512, true],
      [4, 512, 64, true],
      [1, 256, 64, false],
      [1, 64, 1, false],
    ];
    expect(of(skipPatchDiscriminator, {})).toBe(count(skip));
    expect(of(skipPatchDiscriminator, { channels: 4 })).toBe(count(skip) + 16 * 64);
  });
});
