import { resolve } from 'node:path';
import type { CommandDocument } from '../../contract/cli.ts';
import { AbbeError } from '../../contract/errors.ts';
import { formatTable } from '../table.ts';
import type { CliCommand, CommandContext } from './command.ts';
import {
  addSetOption,
  findEntry,
  parseAssignments,
  preparationIds,
  resolveParameters,
} from './parameters.ts';
import { describeFailure, readPhotoArguments } from './photo-arguments.ts';
import { writePictures } from './segment-pictures.ts';
import { checkAnnotations, describeScore, scoreCells } from './segment-score.ts';

type Segmented = CommandDocument<'segment'>;

/** `abbe segment`: the cells of each photo; a photo that cannot be read is named and the rest goes on. */
export const segment: CliCommand<'segment'> = {
  name: 'segment',
  description: 'Finds the cells in photos: boxes in pixels, origin at the top left.',
  define(command) {
    command
      .argument('<photo...>', 'photos, or folders of photos')
      .option('--preset <name>', 'parameters of a preset, for example “paper”');
    addSetOption(command, 'a parameter of the segmentation, over the preset');
    command
      .option('--out <folder>', 'also write each step as a picture, and the boxes on the photo')
      .option('--score <folder>', 'compare with the Pascal VOC boxes (XML) of this folder, by file name');
  },
  async run(paths, options, context) {
    const own = parseAssignments(options['set'] as string[] | undefined);
    const annotations = options['score'] === undefined ? null : resolve(options['score'] as string);
    if (annotations !== null) await checkAnnotations(annotations);
    const client = await context.engine();
    const { preparations } = await client.call('preparation.list', {});
    const entry = findEntry(preparations, preparationIds.segmentation, 'preparation');
    const parameters = resolveParameters(entry, options['preset'] as string | undefined, own);
    const { files, failed } = await readPhotoArguments(paths);
    for (const failure of failed) context.say(describeFailure(failure));

    const document: Segmented = { images: [], failed };
    const started = performance.now();
    for (const [i, file] of files.entries()) {
      context.progress(progressOf(i, files.length, file, started));
      try {
        const out = options['out'] === undefined ? null : resolve(options['out'] as string);
        document.images.push(await segmentPhoto(context, file, parameters, out));
      } catch (thrown) {
        const error = AbbeError.wrap(thrown);
        if (error.code === 'cancelled') throw error;
        const failure = { file, reason: error.message };
        failed.push(failure);
        context.say(describeFailure(failure));
      }
    }
    context.progressDone();
    if (annotations !== null) document.score = await scoreCells(annotations, document.images);
    return { document, text: describe(document), ok: failed.length === 0 };
  },
};

async function segmentPhoto(
  { engine, signal }: CommandContext,
  file: string,
  parameters: ReturnType<typeof resolveParameters>,
  out: string | null,
): Promise<Segmented['images'][number]> {
  const client = await engine();
  const payload = { file, parameters, steps: out !== null };
  const { cells, rejected, expectedDiameter, steps } = await client.call('photo.segment', payload, {
    signal,
  });
  if (out !== null) await writePictures(client, out, { file, cells, rejected, steps });
  return { file, cells, rejected, expectedDiameter };
}

function progressOf(done: number, total: number, file: string, started: number) {
  const seconds = (performance.now() - started) / 1000;
  return { done, total, message: file, secondsLeft: done === 0 ? null : (seconds / done) * (total - done) };
}

function describe({ images, failed, score }: Segmented): string {
  const rows = images.map(({ file, cells, rejected, expectedDiameter }) => [
    file,
    String(cells.length),
    String(rejected.length),
    `${expectedDiameter.toFixed(0)} px`,
  ]);
  const sum = images.reduce((count, { cells }) => count + cells.length, 0);
  const table = formatTable([['Photo', 'cells', 'sorted out', 'diameter'], ...rows]);
  const parts = [
    ...(images.length > 0 ? [table] : []),
    `${sum} cells in ${images.length} photos; ${failed.length} failed.`,
    ...(score ? [describeScore(score)] : []),
  ];
  return parts.join('\n');
}
