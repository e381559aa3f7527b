import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { AbbeError } from '../../electron/contract/errors.ts';
import type { SourceInfo } from '../../electron/contract/images.ts';
import { readIdxLabels } from '../../electron/engine/formats/idx.ts';
import { writeNpy } from '../../electron/engine/formats/npy.ts';
import { openSource } from '../../electron/engine/formats/open-source.ts';
import { findPython, runPython } from '../support/python.ts';
import { pathOf } from '../support/tools.ts';
import { temporaryFolder } from '../unit/formats/fixtures.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const missing = existsSync(data)
  ? null
  : 'The real data (../shared/data) are absent: formats are not compared with the Python readers.';
if (missing) process.stderr.write(`${missing}\n`);

const folder = temporaryFolder();
const notImages = /(\.(txt|csv|xml|md|rst)|LICENSE|SHA256SUMS|labels-idx1-ubyte\.gz)$/i;

/** Every file of the data; of the many alike JPEGs and their XML every tenth. */
function filesOf(): string[] {
  const all = readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => join(data, name));
  const files = all.filter((file) => statSync(file).isFile()).sort();
  const many = files.filter(
    (file) => relative(data, file).startsWith(`bccd${sep}`) && /\.(jpg|xml)$/.test(file),
  );
  const leftOut = new Set(many.filter((_, i) => i % 10 !== 0));
  return files.filter((file) => !leftOut.has(file));
}

/** Reads each file with the reader of its kind and says how it differs from what we wrote as .npy. */
const compare = `
import gzip, json, sys
import numpy as np, cv2, nibabel, tifffile
wrong = []
def planes(image):
    # (y, x) or (y, x, c) as (t, c, z, y, x)
    image = image[..., None] if image.ndim == 2 else image
    return np.moveaxis(image, -1, 0)[None, :, None]
def reference(path):
    if '.nii' in path:
        image = nibabel.as_closest_canonical(nibabel.load(path))
        values = image.get_fdata(dtype='f8')
        values = values.reshape(values.shape + (1,) * (5 - values.ndim))
        return np.transpose(values, (3, 4, 2, 1, 0)), image.affine.ravel(), image.header.get_zooms()[:3]
    if path.endswith('ubyte.gz'):
        with gzip.open(path) as file: content = file.read()
        count, rows, columns = np.frombuffer(content, '>u4', 3, 4)
        return np.frombuffer(content, 'u1', -1, 16).reshape(count, 1, 1, rows, columns), None, None
    if path.endswith('.tif'): return planes(tifffile.imread(path)), None, None
    image = cv2.imread(path, cv2.IMREAD_UNCHANGED)
    if image.ndim == 3: image = image[..., 2::-1]
    return planes(image), None, None
for case in json.load(sys.stdin):
    path = case['file']
    ours = np.load(case['npy'])
    theirs, affine, zooms = reference(path)
    if theirs.shape[1] == 3 and ours.shape[1] == 1 and np.ptp(theirs, axis=1).max() == 0: theirs = theirs[:, :1]
    if ours.shape != theirs.shape: wrong.append(f'{path}: {ours.shape} is not {theirs.shape}'); continue
    if str(ours.dtype) != case['dtype']: wrong.append(f'{path}: {ours.dtype}')
    # Decoders of JPEG may differ by their rounding; the rest is exact but for float32.
    scale = max(1e-30, float(np.abs(theirs).max()))
    tolerance = 2 if path.endswith('.jpg') else 1e-6 * scale if ours.dtype == np.float32 else 0
    difference = float(np.abs(ours.astype('f8') - theirs.astype('f8')).max())
    if not difference <= tolerance: wrong.append(f'{path}: differs by {difference}')
    if affine is not None and np.abs(affine - case['affine']).max() > 1e-3: wrong.append(f'{path}: {case["affine"]}')
    if zooms is not None and np.abs(np.array(zooms) - case['zooms']).max() > 1e-5: wrong.append(f'{path}: {case["zooms"]}')
print(json.dumps(wrong))
`;

it.skipIf(missing)(
  'every file of the data is refused in one sentence, or has the values of the Python readers',
  async (context) => {
    const python = pathOf(findPython(), context);
    const cases: object[] = [];
    let [opened, refused] = [0, 0];
    for (const file of filesOf()) {
      const error = await open(file, cases).catch((thrown: unknown) => thrown);
      if (notImages.test(file)) {
        expect(error, file).toBeInstanceOf(AbbeError);
        expect((error as AbbeError).message).toContain(basename(file));
        refused += 1;
      } else {
        expect(error, file).toBeUndefined();
        opened += 1;
      }
    }
    expect(opened).toBeGreaterThan(200);
    expect(refused).toBeGreaterThan(20);
    const result = await runPython(python, compare, [], Buffer.from(JSON.stringify(cases)));
    expect(JSON.parse(result.toString())).toEqual([]);
    process.stdout.write(`Formats: ${opened} files opened, ${cases.length} equal to the Python readers.\n`);
  },
);

/** Opens a file whole; vendor files are compared with their readers in tests of their own. */
async function open(file: string, cases: object[]): Promise<void> {
  const source = await openSource(file);
  try {
    const npy = join(folder, `${cases.length}.npy`);
    await writeNpy(npy, source, null);
    if (!file.includes(`${sep}vendor${sep}`)) cases.push({ file, npy, ...facts(source.info) });
  } finally {
    await source.close();
  }
}

function facts({ dtype, affine, pixelSize }: SourceInfo): object {
  return { dtype, affine, zooms: pixelSize && [pixelSize.x, pixelSize.y, pixelSize.z] };
}

it.skipIf(missing)('the labels of MNIST', async () => {
  const labels = await readIdxLabels(join(data, 'mnist', 't10k-labels-idx1-ubyte.gz'));
  expect(labels).toHaveLength(10_000);
  // The set's published order begins so.
  expect([...labels.slice(0, 10)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
});
