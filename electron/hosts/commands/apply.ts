import { resolve } from 'node:path';
import { Option } from 'commander';
import { applyFormats } from '../../contract/apply-methods.ts';
import type { ApplyFormat } from '../../contract/apply-methods.ts';
import type { CliCommand } from './command.ts';
import { parseSamples } from './number-options.ts';
import { readPhotoArguments } from './photo-arguments.ts';
import { checkpointOf, checkpointOption } from './checkpoint-option.ts';
import { readRunFolder } from './run-folder.ts';

/** `abbe apply`: a trained run on whole photos. */
export const apply: CliCommand<'apply'> = {
  name: 'apply',
  description: 'Applies a trained run to whole photos of any size and writes the results.',
  define(command) {
    command
      .argument('<run>', 'the run’s folder, PROJECT/runs/ID')
      .argument('<photo...>', 'photos, or folders of photos')
      .requiredOption('--out <folder>', 'where the results are written')
      .option(
        '--samples <number>',
        'the mean of so many draws of dropout, or of the eight orientations (flips), with the standard deviation in a file of its own',
        parseSamples,
      )
      .addOption(
        new Option(
          '--format <format>',
          'what results are written as; auto: a single picture of whole numbers as PNG, all else as OME-TIFF',
        )
          .choices(applyFormats)
          .default('auto'),
      )
      .addOption(checkpointOption());
  },
  async run([folder = '', ...paths], options, { engine, signal, progress, progressDone, say }) {
    const run = readRunFolder(folder);
    const { files, failed } = await readPhotoArguments(paths);
    const output = resolve(options['out'] as string);
    const call = { signal, onProgress: progress };
    const samples = (options['samples'] as number | 'flips' | undefined) ?? null;
    const request = { files, output, samples, format: options['format'] as ApplyFormat };
    const result =
      files.length === 0
        ? { written: [], failed: [], checkpoint: null, step: null }
        : await (
            await engine()
          ).call('run.apply', { ...run, ...request, checkpoint: checkpointOf(options) }, call);
    progressDone();
    const document = { ...result, failed: [...failed, ...result.failed] };
    for (const { reason } of document.failed) say(reason);
    for (const { file, outside } of document.written) {
      const why = outside.join('; ');
      if (why) say(`Warning: ${file} is unlike the images that the run was trained on: ${why}.`);
    }
    const lines = document.written.map(
      ({ file, output: made, deviation }) =>
        `${file} → ${[made, ...(deviation ? [deviation] : [])].join(', ')}`,
    );
    lines.push(`${document.written.length} written, ${document.failed.length} failed.`);
    if (result.step !== null) lines.push(`Weights: ${result.checkpoint} checkpoint, step ${result.step}.`);
    return { document, text: lines.join('\n'), ok: document.failed.length === 0 };
  },
};
