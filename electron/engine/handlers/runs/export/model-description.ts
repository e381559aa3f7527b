import type { DatasetDocument } from '../../../../contract/datasets.ts';
import type { RunRecord } from '../../../../contract/documents.ts';
import type { ModelLicence } from '../../../../contract/export-methods.ts';
import type { Scaling } from '../../../imaging/normalise.ts';
import { maxOf } from '../../../imaging/raster.ts';
import type { ExportedNetwork, ExportedTensor } from '../../../recipes/exported-network.ts';
import type { Recipe } from '../../../recipes/recipe.ts';

/** The newest that its own reader (bioimageio.spec 0.5.12) has been seen to take. */
const formatVersion = '0.5.12';

/** A file of the package by its name there, with its content. */
export interface DescribedFile {
  source: string;
  sha256: string;
}

/** Everything that a model's description is made of. */
export interface ModelContent {
  recipe: Recipe;
  record: RunRecord;
  /** Of the checkpoint. */
  step: number;
  dataset: DatasetDocument;
  network: ExportedNetwork;
  /** Side of a pixel (µm); null where it is not known. */
  pixelSize: number | null;
  /** The image that it was tried on; null of noise. */
  example: { id: string; split: string } | null;
  /** That image is larger than what the network takes. */
  tiled: boolean;
  authors: readonly string[];
  licence: ModelLicence | null;
  tensorflow: string;
  created: Date;
}

/** The package's files by what they are. */
export interface ModelFiles {
  weights: DescribedFile;
  readme: DescribedFile;
  covers: DescribedFile[];
  testInput: DescribedFile;
  testOutput: DescribedFile;
  sampleInput: DescribedFile | null;
  sampleOutput: DescribedFile | null;
  attachments: DescribedFile[];
}

/** What the readers' own names for models hold: letters, digits and few signs. */
export function modelName({ recipe, dataset }: Pick<ModelContent, 'recipe' | 'dataset'>): string {
  const plain = (text: string): string =>
    text
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9_+\- ()]+/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  return `${plain(recipe.title)} on ${plain(dataset.name) || 'images'}`.slice(0, 64).trim();
}

/** How far into a result its border is less exact than its middle (px); 0: it is as exact everywhere. */
export function haloOf({ network, tiled }: Pick<ModelContent, 'network' | 'tiled'>): number {
  const { input, output, receptiveRadius, stride } = network;
  const side = Math.min(input.width, input.height);
  if (input.kind !== 'image' || input.width !== output.width || input.height !== output.height) return 0;
  // Statistics of such a network are of all that it is given: a whole image is best given whole.
  if (!Number.isFinite(receptiveRadius)) return tiled ? Math.min(64, Math.floor(side / 4)) : 0;
  const halo = Math.ceil(receptiveRadius / stride) * stride;
  return side > 2 * halo ? halo : 0;
}

/** A model description of bioimage.io, format 0.5, as it goes into rdf.yaml. */
export function modelDescription(
  content: ModelContent,
  files: ModelFiles,
  /** How far another machine's result may be from the test output, in its numbers. */
  tolerance: number,
): Record<string, unknown> {
  const { recipe, record, dataset, authors, licence, tensorflow, created } = content;
  const { testInput, testOutput, sampleInput, sampleOutput } = files;
  return {
    format_version: formatVersion,
    type: 'model',
    name: modelName(content),
    description: `${recipe.description} Trained with Abbe on the dataset “${dataset.name}”.`.slice(0, 512),
    authors: (authors.length > 0 ? authors : ['unknown']).map((name) => ({
      name: name.replaceAll('/', ' '),
    })),
    ...(licence && { license: licence }),
    cite: [{ text: recipe.paper, url: titleSearch(recipe.paper) }],
    tags: tagsOf(recipe),
    timestamp: created.toISOString(),
    documentation: files.readme,
    covers: files.covers,
    attachments: files.attachments,
    inputs: [inputOf(content, testInput, sampleInput)],
    outputs: [outputOf(content, testOutput, sampleOutput)],
    weights: {
      tensorflow_saved_model_bundle: { ...files.weights, tensorflow_version: tensorflow },
    },
    config: {
      bioimageio: {
        model_parameter_count: parametersOf(record),
        reproducibility_tolerance: [{ relative_tolerance: 1e-3, absolute_tolerance: tolerance }],
      },
      abbe: { run: record.id, recipe: record.recipe, preset: record.preset, step: content.step },
    },
  };
}

/** The papers have no identifier that we have seen ourselves: by its title a paper is found all the same. */
const titleSearch = (paper: string): string => `https://search.crossref.org/?q=${encodeURIComponent(paper)}`;

const tagsOf = ({ id, task }: Recipe): string[] => [
  'abbe',
  id,
  '2d',
  'gan',
  task === 'generation' ? 'image-generation' : 'image-to-image',
];

const parametersOf = ({ networks }: RunRecord): number =>
  networks.filter(({ role }) => role === 'generator').reduce((sum, { parameters }) => sum + parameters, 0);

function inputOf(content: ModelContent, test: DescribedFile, sample: DescribedFile | null) {
  const { input } = content.network;
  return {
    id: input.name,
    description:
      input.kind === 'noise'
        ? 'Normal noise of mean 0 and standard deviation 1; each draw makes another result.'
        : 'Pixels in the numbers of the file; preprocessing brings them to the network’s.',
    axes: [
      { type: 'batch', size: 1 },
      ...(['y', 'x'] as const).map((id) => ({ ...spaceAxis(content, id, input), size: sideOf(input, id) })),
      channelAxis(content, input),
    ],
    data: dataOf(input, input.dtype),
    preprocessing: scaled(input.scaling && inverse(input.scaling)),
    test_tensor: test,
    ...(sample && { sample_tensor: sample }),
  };
}

function outputOf(content: ModelContent, test: DescribedFile, sample: DescribedFile | null) {
  const { input, output } = content.network;
  const halo = haloOf(content);
  const same = input.width === output.width && input.height === output.height;
  const axis = (id: 'y' | 'x') => ({
    ...spaceAxis(content, id, output),
    size: same ? { tensor_id: input.name, axis_id: id } : sideOf(output, id),
    ...(halo > 0 && { halo }),
  });
  return {
    id: output.name,
    description:
      output.kind === 'probabilities'
        ? 'The probability of each class at each pixel.'
        : 'Pixels in the numbers of the training targets, neither rounded nor clipped.',
    axes: [{ type: 'batch', size: 1 }, axis('y'), axis('x'), channelAxis(content, output)],
    data:
      output.kind === 'probabilities'
        ? { ...dataOf(output, 'float32'), range: [0, 1] }
        : dataOf(output, 'float32'),
    postprocessing: scaled(output.scaling),
    test_tensor: test,
    ...(sample && { sample_tensor: sample }),
  };
}

const sideOf = ({ width, height }: ExportedTensor, axis: 'y' | 'x'): number =>
  axis === 'y' ? height : width;

/** Pixels of noise have no size. */
function spaceAxis({ pixelSize }: ModelContent, id: 'y' | 'x', { kind }: ExportedTensor) {
  const known = kind === 'image' && pixelSize !== null;
  return { type: 'space', id, ...(known && { scale: pixelSize, unit: 'micrometer' }) };
}

function channelAxis({ dataset }: ModelContent, { kind, channels }: ExportedTensor) {
  const count = (name: string): string[] => Array.from({ length: channels }, (_, i) => `${name} ${i + 1}`);
  const colours = channels === 3 ? ['red', 'green', 'blue'] : ['intensity'];
  const classes = ['background', ...dataset.classes.map(({ name }) => name)];
  const names =
    kind === 'noise'
      ? count('noise')
      : kind === 'image'
        ? colours
        : classes.length === channels
          ? classes
          : count('class');
  return { type: 'channel', channel_names: names };
}

function dataOf({ kind }: ExportedTensor, type: ExportedTensor['dtype']) {
  const range = type === 'float32' || kind !== 'image' ? [null, null] : [0, maxOf(type)];
  return { type, range, unit: 'arbitrary unit' };
}

/** (pixel - offset) / scale as a linear scaling. */
const inverse = ({ offset, scale }: Scaling): Scaling => ({ scale: 1 / scale, offset: -offset / scale });

/** Steps between a file's numbers and the network's: both ends are said, or readers round to the file's type. */
function scaled(scaling: Scaling | null): { id: string; kwargs: Record<string, unknown> }[] {
  const float = { id: 'ensure_dtype', kwargs: { dtype: 'float32' } };
  if (!scaling || (scaling.scale === 1 && scaling.offset === 0)) return [float];
  const { scale: gain, offset } = scaling;
  return [float, { id: 'scale_linear', kwargs: { gain, offset } }, float];
}
