import { describe, expect, it } from 'vitest';
import {
  identity,
  rigidTransform,
  rotationAngle,
} from '../../../../electron/engine/imaging/volume/affine.ts';
import {
  displacement,
  headersDisagree,
} from '../../../../electron/engine/imaging/volume/header-agreement.ts';
import { registerRigidly } from '../../../../electron/engine/imaging/volume/rigid-registration.ts';
import { centreOf } from '../../../../electron/engine/imaging/volume/volume.ts';
import { headGrid, phantom } from './phantom.ts';

const centre = centreOf(headGrid);
const reference = phantom('t1', identity);
const levels = [
  { edge: 4, samples: 8_000 },
  { edge: 2, samples: 20_000 },
];

describe('registerRigidly', () => {
  it('finds how the other contrast was moved, to a tenth of a voxel', async () => {
    const motion = rigidTransform({ rotation: [5, -3, 6], translation: [6, -4, 5] }, centre);
    const found = await registerRigidly(reference, phantom('t2', motion), { levels });
    expect(displacement(reference, identity, motion).mean).toBeGreaterThan(8);
    expect(displacement(reference, found.transform, motion).mean).toBeLessThan(0.2);
    expect(rotationAngle(found.transform)).toBeCloseTo(rotationAngle(motion), 0);
    expect(found.converged).toBe(true);
    expect(found.after.mutualInformation).toBeGreaterThan(found.before.mutualInformation);
    expect(rigidTransform(found.parameters, centre)).toEqual(found.transform);
    expect(headersDisagree(reference, found)).toMatchObject({ disagree: true });
  });

  it('believes headers that are right', async () => {
    const found = await registerRigidly(reference, phantom('t2', identity), { levels });
    const agreement = headersDisagree(reference, found);
    expect(agreement).toMatchObject({ disagree: false });
    expect(agreement.displacement.mean).toBeLessThan(0.2);
    expect(agreement.reason).toMatch(/^The headers agree: registration moves the head by 0\.\d\d mm/);
  });

  it('gives the same for the same seed, and tells its progress', async () => {
    const moving = phantom('t2', rigidTransform({ rotation: [2, 0, 0], translation: [1, 2, 0] }, centre));
    const shares: number[] = [];
    const coarse = [{ edge: 4, samples: 5_000 }];
    const [one, again] = [
      await registerRigidly(reference, moving, { levels: coarse, onProgress: (share) => shares.push(share) }),
      await registerRigidly(reference, moving, { levels: coarse }),
    ];
    expect(again).toEqual(one);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(shares.length).toBeGreaterThan(6);
  });

  it('stops when asked to', async () => {
    let asked = 0;
    const stopped = registerRigidly(reference, reference, { levels, shouldStop: () => (asked += 1) > 2 });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(asked).toBe(3);
  });

  it('refuses volumes that do not meet, and options that cannot be', async () => {
    const far = { ...reference, affine: (reference.affine as number[]).with(3, 500) };
    await expect(registerRigidly(reference, far, { levels })).rejects.toThrow(/less than a tenth/);
    await expect(registerRigidly(reference, reference, { bins: 4 })).rejects.toThrow(/8 to 64 bins/);
    await expect(registerRigidly(reference, reference, { levels: [] })).rejects.toThrow(/levels/);
    await expect(registerRigidly(reference, reference, { seed: 0.5 })).rejects.toThrow(/seed/);
  });
});
