import { resolve } from 'node:path';
import type { Generated } from '../../contract/generation-methods.ts';
import { formatTable } from '../table.ts';
import { checkpointOf, checkpointOption } from './checkpoint-option.ts';
import type { CliCommand } from './command.ts';
import { UsageError } from './command.ts';
import { parseCount, parseSeed } from './number-options.ts';
import { readRunFolder } from './run-folder.ts';

interface GenerateOptions {
  count: number;
  seed: number;
  images?: string;
  out?: string;
  dataset?: string;
}

/** `abbe generate`: masks of noise, images of the masks, and a labelled dataset of both. */
export const generate: CliCommand<'generate'> = {
  name: 'generate',
  description:
    'Makes masks of noise with a run of “EM masks from noise”, and with another run micrographs of them.',
  define(command) {
    command
      .argument('<run>', 'the folder of a run that makes masks, PROJECT/runs/ID')
      .option('--count <number>', 'how many masks', parseCount, 16)
      .option('--seed <number>', 'seed of the noise', parseSeed, 1)
      .option('--images <run>', 'the folder of a run that makes images of masks')
      .option('--out <folder>', 'a new folder for masks, labels and images')
      .option('--dataset <name>', 'makes a labelled dataset of them in the project instead, named so')
      .addOption(checkpointOption());
  },
  async run([folder = ''], given, { engine, signal, progress, progressDone, say }) {
    const { count, seed, images, out, dataset } = given as unknown as GenerateOptions;
    if ((out === undefined) === (dataset === undefined)) {
      throw new UsageError('Give either --out, a folder to write into, or --dataset, a name.');
    }
    if (dataset !== undefined && images === undefined) {
      throw new UsageError('A labelled dataset needs images too: name a run that makes them with --images.');
    }
    const request = {
      ...readRunFolder(folder),
      ...{ count, seed, checkpoint: checkpointOf(given) },
      images: images === undefined ? null : readRunFolder(images),
      output: out === undefined ? null : resolve(out),
      dataset: dataset ?? null,
    };
    const client = await engine();
    const document = await client.call('run.generate', request, { signal, onProgress: progress });
    progressDone();
    for (const note of document.notes) say(note);
    return { document, text: describe(document), ok: true };
  },
};

/** The classes' mean areas, and where everything is. */
function describe({ items, classes, masks, images, folder, dataset }: Generated): string {
  const mean = (name: string): number =>
    items.reduce((sum, { areas }) => sum + (areas[name] ?? 0), 0) / items.length;
  const weights = [masks, images].flatMap((own) =>
    own ? [`${own.run} (${own.recipe}): ${own.checkpoint} checkpoint, step ${own.step}.`] : [],
  );
  return [
    formatTable([
      ['Class', 'mean area'],
      ...classes.map(({ name }) => [name, `${(100 * mean(name)).toFixed(1)} %`]),
    ]),
    ...weights,
    `${items.length} ${images ? 'masks and images' : 'masks'} in ${folder}.`,
    ...(dataset === null ? [] : [`Dataset ${dataset}.`]),
  ].join('\n');
}
