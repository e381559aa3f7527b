import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Scaling } from '../../../electron/engine/imaging/normalise.ts';
import { fillPackage } from '../../../electron/engine/handlers/runs/export/package-content.ts';
import { tryNetwork } from '../../../electron/engine/handlers/runs/export/try-network.ts';
import { writePackage } from '../../../electron/engine/handlers/runs/export/write-model.ts';
import { openPhoto } from '../../../electron/engine/formats/open-photo.ts';
import { toDisplay } from '../../../electron/engine/imaging/display.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import { recipes } from '../../../electron/engine/recipes/index.ts';
import { runFrozenModel } from '../../../electron/engine/runtime/frozen-model.ts';
import { loadTensorFlow } from '../../../electron/engine/runtime/tensorflow.ts';
import { unzipped } from '../../support/zip-file.ts';
import { datasetOf, itemOf } from '../../support/dataset-document.ts';
import { readNpy } from '../../support/npy-file.ts';
import { runRecordOf } from '../../support/run-record.ts';
import { trainTinyGenerator } from './tiny-generator.ts';

let folder = '';
beforeAll(async () => {
  await loadTensorFlow();
  folder = await mkdtemp(join(tmpdir(), 'abbe-exported-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface File {
  source: string;
  sha256: string;
}

interface Axis {
  type: string;
  id?: string;
  size?: number | { tensor_id: string; axis_id: string };
  halo?: number;
  scale?: number;
  unit?: string;
  channel_names?: string[];
}

type Step = { id: string; kwargs: { dtype?: string; gain?: number; offset?: number } };

interface Tensor {
  id: string;
  description: string;
  axes: Axis[];
  data: { type: string; range: (number | null)[] };
  test_tensor: File;
  sample_tensor?: File;
  preprocessing?: Step[];
  postprocessing?: Step[];
}

/** What model descriptions of format 0.5 hold, as far as we write it. */
interface Description {
  format_version: string;
  type: string;
  name: string;
  description: string;
  authors: { name: string }[];
  license: string;
  cite: { text: string; doi?: string; url?: string }[];
  documentation: File;
  covers: File[];
  attachments: File[];
  inputs: [Tensor];
  outputs: [Tensor];
  weights: { tensorflow_saved_model_bundle: File & { tensorflow_version: string } };
  config: { bioimageio: { reproducibility_tolerance: { absolute_tolerance: number }[] } };
}

const classes = [
  { name: 'membrane', colour: [0, 255, 0] as [number, number, number] },
  { name: 'mitochondria', colour: [255, 0, 0] as [number, number, number] },
];

/** Exports a recipe's tiny generator and reads what was written. */
async function exported(recipe: (typeof recipes)[number]) {
  const { generator, feed } = await trainTinyGenerator(recipe);
  const id = feed.ids('test')[0] as string;
  const image = recipe.task ? null : (await feed.load(id)).input;
  const network = generator.exported({ size: null, image });
  const savedModel = network.freeze();
  const tried = tryNetwork(network, savedModel, { image, seed: 4 });
  const made = (await generator.generate?.({ seed: 4, from: 0, count: 1 })) ?? [];
  const { width, height } = network.output;
  const result: Raster = { width, height, channels: 1, dtype: 'float32', data: tried.output, notes: [] };
  const place = join(folder, recipe.id);
  const files = await writePackage(place, (folder) =>
    fillPackage(folder, {
      content: {
        ...{ recipe, network, record: runRecordOf({ recipe: recipe.id }), step: 4 },
        dataset: datasetOf([itemOf('a', 'a.tif', 'test')], { name: 'Zellen / “gefärbt”', classes }),
        ...{ example: image && { id, split: 'test' }, pixelSize: image && 0.108, tiled: true },
        ...{ authors: ['A. Person', 'B/C'], licence: 'CC-BY-4.0', tensorflow: '2.21.0', created: new Date() },
      },
      ...{
        savedModel,
        tried,
        shown: tried.image ? [toDisplay(tried.image), toDisplay(result)] : made,
        evaluation: null,
      },
    }),
  );
  generator.dispose();
  const text = await readFile(join(place, 'rdf.yaml'), 'utf8');
  return { place, files, text, rdf: parse(text) as Description };
}

const linear = (steps: Step[]): Scaling => {
  const { gain = 1, offset = 0 } = steps.find(({ id }) => id === 'scale_linear')?.kwargs ?? {};
  return { scale: gain, offset };
};

const scaleValues = (values: ArrayLike<number>, { scale, offset }: Scaling): Float32Array =>
  Float32Array.from(values, (value) => value * scale + offset);

/** The rules of the format (bioimage.io model description 0.5) for one tensor. */
function requireTensor({ id, description, axes, data, test_tensor }: Tensor): void {
  expect(id).toMatch(/^[a-z_][a-z0-9_]*$/);
  expect(description.length).toBeLessThanOrEqual(128);
  expect(axes.map(({ type }) => type)).toEqual(['batch', 'space', 'space', 'channel']);
  expect(axes.map(({ id: axis }) => axis)).toEqual([undefined, 'y', 'x', undefined]);
  expect(axes[0]?.size).toBe(1);
  expect(test_tensor.source).toMatch(/\.npy$/);
  expect(['uint8', 'uint16', 'float32']).toContain(data.type);
  expect(data.range).toHaveLength(2);
}

describe.each(recipes)('the exported package of $id', (recipe) => {
  let written: Awaited<ReturnType<typeof exported>>;
  beforeAll(async () => {
    written = await exported(recipe);
  });

  it('holds what the format demands, and what it says is so', async () => {
    const { place, files, text, rdf } = written;
    expect(text).not.toMatch(/[&*]a\d/);
    expect(rdf).toMatchObject({ type: 'model', license: 'CC-BY-4.0' });
    expect(rdf.format_version).toMatch(/^0\.5\.\d+$/);
    expect(rdf.name).toMatch(/^[A-Za-z0-9_+\- ()]{5,64}$/);
    expect(rdf.description.length).toBeLessThanOrEqual(512);
    expect(rdf.authors).toEqual([{ name: 'A. Person' }, { name: 'B C' }]);
    for (const { text: cited, url } of rdf.cite) {
      expect(cited).toBe(recipe.paper);
      expect(new URL(url ?? '').protocol).toBe('https:');
    }
    expect(await readFile(join(place, rdf.documentation.source), 'utf8')).toMatch(/^## Validation$/m);

    const { weights, inputs, outputs, covers, attachments, documentation } = rdf;
    const bundle = weights.tensorflow_saved_model_bundle;
    expect(bundle.tensorflow_version).toMatch(/^\d+\.\d+\.\d+$/);
    const tensors = [inputs[0], outputs[0]];
    const named = [bundle, documentation, ...covers, ...attachments];
    for (const tensor of tensors) {
      requireTensor(tensor);
      named.push(tensor.test_tensor, ...(tensor.sample_tensor ? [tensor.sample_tensor] : []));
    }
    for (const { source, sha256 } of named) {
      const bytes = await readFile(join(place, source));
      expect([source, createHash('sha256').update(bytes).digest('hex')]).toEqual([source, sha256]);
    }
    const all = ['rdf.yaml', ...named.map(({ source }) => source)].sort();
    expect((await readdir(place)).sort()).toEqual(all);
    expect(files.map(({ name }) => name)).toEqual(all);

    const cover = await openPhoto(join(place, covers[0]?.source ?? ''));
    expect([1, 2]).toContain(cover.width / cover.height);
  });

  it('gives the test output for the test input when it is read as the description says', async () => {
    const { place, rdf } = written;
    const [input, output] = [rdf.inputs[0], rdf.outputs[0]];
    const given = await readNpy(join(place, input.test_tensor.source));
    const expected = await readNpy(join(place, output.test_tensor.source));
    expect(given.type).toBe(input.data.type);
    expect(expected.type).toBe(output.data.type);
    const sides = input.axes.map(({ size, channel_names }) => channel_names?.length ?? size);
    expect(given.shape).toEqual(sides);
    output.axes.forEach(({ size, halo = 0, channel_names }, axis) => {
      const referred = typeof size === 'object' ? given.shape[axis] : size;
      expect(expected.shape[axis]).toBe(channel_names?.length ?? referred);
      // A halo is of a size that refers to the input's, and leaves something.
      if (halo > 0) expect(typeof size).toBe('object');
      expect(2 * halo).toBeLessThan(expected.shape[axis] as number);
      expect(output.axes[axis]?.unit).toBe(typeof size === 'object' ? input.axes[axis]?.unit : undefined);
    });
    for (const steps of [input.preprocessing ?? [], output.postprocessing ?? []]) {
      expect([steps[0], steps.at(-1)]).toEqual(
        [0, 1].map(() => ({ id: 'ensure_dtype', kwargs: { dtype: 'float32' } })),
      );
    }
    const bundle = await unzipped(join(place, rdf.weights.tensorflow_saved_model_bundle.source));
    expect([...bundle.keys()]).toEqual(['saved_model.pb', 'variables/']);
    const post = linear(output.postprocessing ?? []);
    const values = scaleValues(given.values, linear(input.preprocessing ?? []));
    const fed = { name: input.id, shape: given.shape, values };
    const made = runFrozenModel(bundle.get('saved_model.pb') as Buffer, fed, output.id);
    const worst = scaleValues(made, post).reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (expected.values[i] as number))),
      0,
    );
    expect(worst / post.scale).toBeLessThan(1e-5);
    const largest = Array.from(expected.values).reduce((a, b) => Math.max(a, b));
    expect(largest).toBeGreaterThan(1e-4);
    const tolerance = rdf.config.bioimageio.reproducibility_tolerance[0]?.absolute_tolerance ?? 0;
    expect(worst).toBeLessThan(tolerance);
    expect(tolerance).toBeLessThanOrEqual(0.01 * largest);
  });
});
