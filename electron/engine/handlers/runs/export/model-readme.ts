import type { Evaluation } from '../../../../contract/documents.ts';
import type { ScoreId } from '../../../../contract/evaluation.ts';
import { inputScoreOf } from '../../../../contract/evaluation.ts';
import type { ModelLicence } from '../../../../contract/export-methods.ts';
import { metrics } from '../../../metrics/index.ts';
import { counted, duration, figure, spread } from '../../../reports/figures.ts';
import type { ExportedTensor } from '../../../recipes/exported-network.ts';
import type { ModelContent } from './model-description.ts';
import { haloOf, modelName } from './model-description.ts';
import type { Tried } from './try-network.ts';

/** The documentation that goes with a model, as Markdown. */
export function modelReadme(content: ModelContent, tried: Tried, evaluation: Evaluation | null): string {
  const { recipe, dataset } = content;
  const sections = [
    `# ${modelName(content)}`,
    `${recipe.description} Trained on the dataset “${dataset.name}”, after: ${recipe.paper}.`,
    '## What goes in and what comes out',
    ...tensors(content),
    '## Larger images',
    ...larger(content),
    '## With TensorFlow in Python',
    python(content),
    '## Validation',
    ...validation(content, evaluation),
    tested(content, tried),
    '## Training',
    ...training(content),
    '## Limits',
    ...limits(content),
    '## Files',
    files(content),
  ];
  return `${sections.join('\n\n')}\n`;
}

const shape = ({ height, width, channels }: ExportedTensor): string =>
  `(1, ${height}, ${width}, ${channels}): batch, y, x, channel`;

function tensors({ network, dataset, pixelSize }: ModelContent): string[] {
  const { input, output } = network;
  const list = [
    `- Input \`${input.name}\`: ${shape(input)}, float32 in the network. ${numbersOf(input, 'in')}`,
    `- Output \`${output.name}\`: ${shape(output)}, float32. ${numbersOf(output, 'out')}`,
  ];
  if (pixelSize !== null)
    list.push(`- A pixel of the training images is ${Number(pixelSize.toPrecision(5))} µm.`);
  const colours = dataset.classes.map(({ name, colour }) => `${name} (${colour.join(', ')})`).join(', ');
  const asColours = colours !== '' && (input.channels === 3 || output.kind === 'probabilities');
  return [
    'The graph takes and gives the network’s own numbers at one fixed size. Readers of `rdf.yaml` convert from and to the numbers of files; who loads the graph alone does it as said here.',
    list.join('\n'),
    ...(asColours
      ? [`Classes and their colours (red, green, blue): ${colours}; black is the background.`]
      : []),
  ];
}

function numbersOf({ scaling, kind, dtype }: ExportedTensor, way: 'in' | 'out'): string {
  if (kind === 'noise') return 'Normal noise of mean 0 and standard deviation 1.';
  if (kind === 'probabilities') return 'The probability of each class; the largest says the class.';
  if (!scaling) return 'Numbers as in the file.';
  const { offset, scale } = scaling;
  return way === 'in'
    ? `Pixels (${dtype}) become \`(pixel − ${offset}) / ${scale}\`; nothing is clipped.`
    : `Pixels are \`value × ${scale} + ${offset}\`, in the numbers of the training targets (${dtype}); Abbe rounds them to that type and clips them to its range.`;
}

function larger({ network, tiled }: ModelContent): string[] {
  const { input, receptiveRadius, stride } = network;
  if (input.kind === 'noise') return ['Results have one size.'];
  const size = `${input.height} x ${input.width} px`;
  const halo = haloOf({ network, tiled });
  const again = `Another size: export the run again, with sides in multiples of ${stride} px.`;
  if (Number.isFinite(receptiveRadius)) {
    return [
      halo > 0
        ? `Go over a larger image in tiles of ${size} that begin at multiples of ${stride} px, and keep of each result what lies ${halo} px or more from a side that is not the image’s own: those pixels are what the whole image would give.`
        : `No pixel depends on others farther than ${receptiveRadius} px away, which is more than tiles of ${size} allow without seams: export a larger size for larger images.`,
      again,
    ];
  }
  return [
    `Every pixel of a result depends on all of the image that is given (its statistics, or its coarse structure). Give whole images of ${size}${tiled ? '; larger ones' : ' where you can; others'} in overlapping tiles that fade into each other (Abbe fades over ${input.width === stride ? 'half a tile' : '128 px'}). A smaller image is continued to the size by its mirror image.`,
    input.width === stride && input.height === stride ? 'The network has grown to this one size.' : again,
  ];
}

function python({ network }: ModelContent): string {
  const { input, output } = network;
  const [into, back] = [input.scaling, output.scaling];
  const fed = into ? `(pixels - ${into.offset}) / ${into.scale}` : 'pixels';
  const made = back ? `${output.name} * ${back.scale} + ${back.offset}` : output.name;
  return [
    '```python',
    'import numpy as np, tensorflow as tf, zipfile',
    "zipfile.ZipFile('tensorflow_saved_model.zip').extractall('saved_model')",
    "network = tf.saved_model.load('saved_model').signatures['serving_default']",
    `pixels = np.load('test-input.npy').astype('float32')  # (1, ${input.height}, ${input.width}, ${input.channels})`,
    `${output.name} = network(${input.name}=tf.constant(${fed}, tf.float32))['${output.name}'].numpy()`,
    `result = ${made}  # test-output.npy`,
    '```',
  ].join('\n');
}

function validation({ record, step }: ModelContent, evaluation: Evaluation | null): string[] {
  if (evaluation?.step === step && evaluation.task === 'translation' && evaluation.n > 0) {
    return [
      `${counted(evaluation.n, 'image')} of the ${evaluation.split} split (${counted(evaluation.photos, 'source file')}), which the network was not trained on; mean ± standard deviation over images, 95 % bootstrap interval of the mean. The input’s own scores stand beside the result’s.`,
      scoreTable(evaluation),
      ...evaluation.summary,
      ...evaluation.warnings.map((warning) => `Warning: ${warning}`),
    ];
  }
  if (evaluation?.step === step && evaluation.task === 'generation') {
    return [
      `${counted(evaluation.n, 'image')} made, against real ones of the ${evaluation.split} split.`,
      ...evaluation.summary,
    ];
  }
  const { best } = record;
  const how =
    'It was not evaluated on test images at this checkpoint: evaluate the run and export it again, and this section says what came out.';
  if (!best) return [how];
  const seen = record.validation
    ? `${counted(record.validation.images.length, 'image')} of the validation split`
    : 'the validation split';
  return [
    how,
    `While training, the best score on ${seen} was ${best.metric} ${figure(best.value, 4)} after step ${best.step}.`,
  ];
}

function scoreTable({ mean, standardDeviation: sd, interval }: Evaluation): string {
  const rows = metrics.map(({ id, label, unit }) => {
    const [score, decimals] = [id as ScoreId, unit === 'dB' ? 2 : 4];
    const input = inputScoreOf(score);
    const range = interval[score];
    const between = range ? `${figure(range.low, decimals)} to ${figure(range.high, decimals)}` : '–';
    return `| ${label}${unit ? ` (${unit})` : ''} | ${spread(mean[input], sd[input], decimals)} | ${spread(mean[score], sd[score], decimals)} | ${between} |`;
  });
  return ['| | Input | Result | 95 % interval |', '|---|---|---|---|', ...rows].join('\n');
}

function tested({ example, network }: ModelContent, { difference }: Tried): string {
  const from = example ? `the image “${example.id}” of the ${example.split} split` : 'noise';
  const draw = network.dropout
    ? ' Results have dropout: the graph holds its first draw, so that it gives the same result each time.'
    : '';
  return `\`test-input.npy\` (${from}) must give \`test-output.npy\`. When this was written, the graph was loaded again and gave Abbe’s own numbers to ${difference.toExponential(1)}.${draw}`;
}

function training({ record, recipe, step, dataset, tensorflow }: ModelContent): string[] {
  const counts = record.data?.counts;
  const items = counts
    ? `${counts.training ?? 0} training, ${counts.validation ?? 0} validation and ${counts.test ?? 0} test items, split by ${dataset.splitting.by}.`
    : '';
  return [
    `${recipe.title}, preset “${record.preset}”, seed ${record.seed}; the checkpoint of step ${step} of ${record.totalSteps}, ${duration(record.seconds)} of training. ${items}`.trim(),
    `Exported with TensorFlow ${tensorflow}. Everything else is in \`run.json\` (parameters, versions, losses, hashes of the data) and \`dataset.json\` (how the data were prepared, split and normalised).`,
    ...(record.note.trim() === '' ? [] : [`Note: ${record.note.trim()}`]),
  ];
}

function limits({ recipe }: ModelContent): string[] {
  const made = recipe.task === 'generation' ? 'Results are made up' : 'Results are estimates';
  return [
    `${made}: use them on images like those of training alone (specimen, staining, microscope, exposure, pixel size), and check them against measured ones before anything is counted or measured in them.`,
  ];
}

function files({ licence, example }: ModelContent): string {
  const list: [string, string][] = [
    ['rdf.yaml', 'the model description of bioimage.io, format 0.5'],
    [
      'tensorflow_saved_model.zip',
      'the TensorFlow SavedModel: one graph, weights as constants, signature `serving_default`',
    ],
    ['test-input.npy, test-output.npy', 'what goes in, in the file’s numbers, and what must come out'],
    ...(example
      ? [['sample-input.tif, sample-output.tif', 'the same as images, for ImageJ'] as [string, string]]
      : []),
    ['run.json, dataset.json', 'the run’s record, and how its data were made'],
    ['LICENSE.txt', licence ?? 'no licence was chosen'],
  ];
  return list.map(([name, what]) => `- \`${name}\`: ${what}`).join('\n');
}

/** @param licence by its SPDX name. */
export function licenceNote(licence: ModelLicence | null): string {
  return licence
    ? `This model is licensed under ${licence}: https://spdx.org/licenses/${licence}.html\nThe images in it (test tensors, samples, cover) come from its dataset, whose own terms hold for them.\n`
    : 'No licence was chosen for this model: all rights stay with its authors, who may be asked.\nThe images in it (test tensors, samples, cover) come from its dataset, whose own terms hold for them.\n';
}
