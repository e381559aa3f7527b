import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import {
  apply,
  identity,
  invert,
  multiply,
  rigidTransform,
} from '../../electron/engine/imaging/volume/affine.ts';
import type { Affine, Point } from '../../electron/engine/imaging/volume/affine.ts';
import { displacement, headersDisagree } from '../../electron/engine/imaging/volume/header-agreement.ts';
import {
  binIntensities,
  mutualInformation,
  sampleReference,
} from '../../electron/engine/imaging/volume/mutual-information.ts';
import { resampleTo } from '../../electron/engine/imaging/volume/resample-volume.ts';
import { registerRigidly } from '../../electron/engine/imaging/volume/rigid-registration.ts';
import { shrinkVolume } from '../../electron/engine/imaging/volume/shrink-volume.ts';
import { acquisitionAxis, slicesIn, splitEmptySlices } from '../../electron/engine/imaging/volume/slices.ts';
import { centreOf, emptyVolume, sameGrid, setPlane } from '../../electron/engine/imaging/volume/volume.ts';
import type { Grid, Volume } from '../../electron/engine/imaging/volume/volume.ts';
import { findPython, runPython } from '../support/python.ts';
import { pathOf } from '../support/tools.ts';
import { phantom } from '../unit/imaging/volume/phantom.ts';

const data = fileURLToPath(new URL('../../../shared/data/mri/', import.meta.url));
const [mni, raw] = [join(data, 'patient07_mni'), join(data, 'raw_patient01_study2')];

async function readVolume(path: string): Promise<Volume> {
  const source = await openSource(path);
  const [, , nz, ny, nx] = source.info.shape;
  const volume = emptyVolume({ size: [nx, ny, nz], affine: source.info.affine ?? [] });
  for (let z = 0; z < nz; z += 1) setPlane(volume, z, await source.plane({ t: 0, c: 0, z }));
  await source.close();
  return volume;
}

/** The volume as if the head had been moved: RAS mm at rest to where it is then. */
const moved = (volume: Volume, motion: Affine): Volume => ({
  ...volume,
  affine: multiply(motion, volume.affine),
});

const note = (line: string): boolean => process.stdout.write(`${line}\n`);

describe('against SciPy', () => {
  const head = phantom('t2', identity);
  const transform = rigidTransform({ rotation: [11, -7, 23], translation: [5, -3, 2] }, centreOf(head));
  const python = (context: TestContext, code: string, input: object): Promise<string> => {
    const volume = { data: [...head.data], size: head.size, affine: head.affine, transform };
    const bytes = Buffer.from(JSON.stringify({ ...volume, ...input }));
    const start = `
import json, sys, numpy as np
from scipy.ndimage import map_coordinates
given = json.load(sys.stdin)
head = np.array(given['data'], 'f4').reshape(given['size'][::-1]).T
matrix = lambda name: np.array(given[name]).reshape(4, 4)
def voxels(points):
    return (np.linalg.inv(matrix('affine')) @ matrix('transform') @ np.c_[points, np.ones(len(points))].T)[:3]
def take(at, order):
    return map_coordinates(head, at, order=order, mode='nearest')
`;
    return runPython(pathOf(findPython(), context), start + code, [], bytes).then(String);
  };

  it('resamples as map_coordinates, linearly and by nearest neighbour', async (context) => {
    const turn = rigidTransform({ rotation: [-4, 30, 9], translation: [0, 0, 0] }, [0, 0, 0]);
    const grid: Grid = {
      size: [31, 26, 17],
      affine: multiply(turn, [2.3, 0, 0, -35, 0, 3.1, 0, -40, 0, 0, 4.2, -30, 0, 0, 0, 1]),
    };
    const code = `
index = np.stack(np.meshgrid(*[np.arange(n) for n in given['gridSize']], indexing='ij'), -1).reshape(-1, 3)
points = (np.array(given['grid']).reshape(4, 4) @ np.c_[index, np.ones(len(index))].T)[:3].T
at = voxels(points)
size = np.array(given['size'])[:, None]
valid = ((at >= -0.5) & (at < size - 0.5)).all(0)
out = [np.where(valid, take(at, order), 0).reshape(given['gridSize']).ravel('F').tolist() for order in (1, 0)]
print(json.dumps(out + [valid.reshape(given['gridSize']).ravel('F').astype(int).tolist()]))
`;
    const [linear, nearest, valid] = JSON.parse(
      await python(context, code, { grid: grid.affine, gridSize: grid.size }),
    ) as [number[], number[], number[]];
    const found = resampleTo(grid, head, { transform });
    expect([...found.valid]).toEqual(valid);
    const share = valid.reduce((sum, value) => sum + value, 0) / valid.length;
    expect(share).toBeGreaterThan(0.3);
    expect(share).toBeLessThan(0.95);
    linear.forEach((value, i) => expect(Math.abs(found.volume.data[i]! - value)).toBeLessThan(1e-2));
    const labels = resampleTo(grid, head, { transform, interpolation: 'nearest' });
    expect([...labels.volume.data]).toEqual(nearest);
  });

  it('has the mutual information of a histogram by SciPy’s own B-splines', async (context) => {
    const samples = sampleReference(phantom('t1', identity), 32, 5_000, 3);
    const binned = binIntensities(head, 24);
    const code = `
from scipy.interpolate import BSpline
at = voxels(np.array(given['points']).reshape(-1, 3))
inside = ((at >= -0.5) & (at < np.array(given['size'])[:, None] - 0.5)).all(0)
head = np.array(given['binned'], 'f4').reshape(given['size'][::-1]).T
value = take(at, 1)[inside]
window = BSpline.basis_element([-2, -1, 0, 1, 2], extrapolate=False)
weights = np.nan_to_num(window(value[:, None] - np.arange(24)))
joint = np.zeros((32, 24))
np.add.at(joint, np.array(given['bins'])[inside], weights)
joint /= joint.sum()
h = lambda p: -(p[p > 0] * np.log(p[p > 0])).sum()
apart, together = h(joint.sum(0)) + h(joint.sum(1)), h(joint)
print(json.dumps([apart - together, apart / together, inside.mean()]))
`;
    const input = { points: [...samples.points], bins: [...samples.bins], binned: [...binned.volume.data] };
    const [information, normalised, overlap] = JSON.parse(await python(context, code, input)) as number[];
    const found = mutualInformation(samples, binned, transform);
    expect(found.mutualInformation).toBeCloseTo(information as number, 6);
    expect(found.normalised).toBeCloseTo(normalised as number, 6);
    expect(found.overlap).toBeCloseTo(overlap as number, 12);
    expect(overlap).toBeLessThan(1);
  });
});

describe.skipIf(!existsSync(mni))('patient07 in MNI space, T1 and T2', () => {
  it('knows its grid, its full slices and that its headers agree', async () => {
    const [t1, t2] = [await readVolume(join(mni, 'T1.nii.gz')), await readVolume(join(mni, 'T2.nii.gz'))];
    expect(sameGrid(t1, t2)).toBe(true);
    expect(acquisitionAxis(t1)).toBeNull();
    expect(splitEmptySlices(t1, 'axial', slicesIn(t1, 'axial')).empty).toEqual([]);
    const { kept } = splitEmptySlices(t1, 'axial', slicesIn(t1, 'axial', { from: 0, to: 181 }));
    expect(kept[0]).toBeGreaterThan(5);
    expect(kept.at(-1)).toBeLessThan(165);
    const found = await registerRigidly(t1, t2, {
      levels: [
        { edge: 4, samples: 20_000 },
        { edge: 2, samples: 40_000 },
      ],
    });
    const agreement = headersDisagree(t1, found);
    note(`patient07: ${agreement.reason}`);
    expect(agreement.disagree).toBe(false);
  });

  it('finds known motions of T2 to half a voxel of 2 mm', { timeout: 120_000 }, async () => {
    const [t1, t2] = [
      shrinkVolume(await readVolume(join(mni, 'T1.nii.gz')), 2),
      shrinkVolume(await readVolume(join(mni, 'T2.nii.gz')), 2),
    ];
    const motions: [translation: Point, rotation: Point][] = [
      [
        [8, -8, 8],
        [8, -8, 8],
      ],
      [
        [-3, 5, 2],
        [4, -6, 1],
      ],
      [
        [0.6, -0.4, 0.9],
        [1, 0, -0.7],
      ],
    ];
    for (const [translation, rotation] of motions) {
      const motion = rigidTransform({ rotation, translation }, centreOf(t1));
      const found = await registerRigidly(t1, moved(t2, motion), {
        levels: [
          { edge: 4, samples: 20_000 },
          { edge: 2, samples: 60_000 },
        ],
      });
      const [start, error] = [displacement(t1, identity, motion), displacement(t1, found.transform, motion)];
      note(
        `patient07, T2 moved by ${start.mean.toFixed(2)} mm: found to ${error.mean.toFixed(2)} mm (at most ${error.max.toFixed(2)})`,
      );
      expect(error.mean).toBeLessThan(0.5);
      expect(found.converged).toBe(true);
    }
  });
});

/**
 * An Insight (ITK) transform file: points of the fixed image, in LPS mm, to points of the moving one; here as a
 * map of RAS mm.
 */
function readInsightTransform(path: string): Affine {
  const text = readFileSync(path, 'utf8');
  const numbers = (name: string): number[] =>
    (new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '').trim().split(/\s+/).map(Number);
  const [parameters, centre] = [numbers('Parameters'), numbers('FixedParameters') as unknown as Point];
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, x = 0, y = 0, z = 0] = parameters;
  const turn: Affine = [a, b, c, 0, d, e, f, 0, g, h, i, 0, 0, 0, 0, 1];
  const turned = apply(turn, centre);
  const shift = [x, y, z].map((value, axis) => value + centre[axis]! - turned[axis]!);
  const lps = turn.map((value, at) => (at % 4 === 3 && at < 15 ? shift[(at - 3) / 4]! : value));
  const flip: Affine = [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  return multiply(flip, multiply(lps, flip));
}

describe.skipIf(!existsSync(raw))('T1W and T2W of one session on grids of their own', () => {
  it('come closer to the published transforms than their headers', { timeout: 180_000 }, async () => {
    const [t1, t2] = [await readVolume(join(raw, 'T1W.nii.gz')), await readVolume(join(raw, 'T2W.nii.gz'))];
    expect(acquisitionAxis(t1)).toBe('axial');
    // Both files lead from FLAIR: through it from T1W to T2W. They are affine, ours is rigid.
    const truth = multiply(
      readInsightTransform(join(raw, 'T2W_intrastudy_to_FLAIR.txt')),
      invert(readInsightTransform(join(raw, 'T1W_intrastudy_to_FLAIR.txt'))),
    );
    const headers = displacement(t1, identity, truth).mean;
    const shift = rigidTransform({ rotation: [4, -6, 5], translation: [-5, 6, 4] }, centreOf(t1));
    for (const motion of [identity, shift]) {
      const wanted = multiply(motion, truth);
      const found = await registerRigidly(t1, moved(t2, motion));
      const error = displacement(t1, found.transform, wanted);
      note(
        `T1W to T2W: ${displacement(t1, identity, wanted).mean.toFixed(2)} mm by the headers, ${error.mean.toFixed(2)} mm (at most ${error.max.toFixed(2)}) registered`,
      );
      expect(error.mean).toBeLessThan(0.7);
      expect(error.mean).toBeLessThan(0.6 * headers);
      expect(headersDisagree(t1, found).disagree).toBe(true);
    }
  });
});

if (!existsSync(mni) || !existsSync(raw)) {
  process.stderr.write('The volumes of ../shared/data are absent: registration is not tested on them.\n');
}
