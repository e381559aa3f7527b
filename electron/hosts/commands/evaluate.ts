import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Evaluation } from '../../contract/documents.ts';
import { splits } from '../../contract/datasets.ts';
import { checkpointOf, checkpointOption } from './checkpoint-option.ts';
import type { CliCommand } from './command.ts';
import { UsageError } from './command.ts';
import { describeEvaluation } from './describe-evaluation.ts';
import { readRunFolder } from './run-folder.ts';

const help = `
Scores of the input stand beside those of the result. PSNR, SSIM and MS-SSIM are over 255 for 8-bit images, else over
the distance from the smallest to the largest pixel of all truths of the split. Intervals are 95 % bootstrap intervals
of the mean over images; result and input are compared by Wilcoxon's signed-rank test, corrected after Holm. Images of
one photo, session or subject are not independent, so their groups are summed up as well. Leaks and copies among the
splits are looked for before scoring. A score that is not defined is null, and so is the PSNR of identical images,
which is infinite. --out writes evaluation.json and scores.csv; --images the pixels that were scored as well.`;

/** `abbe evaluate`: scores of a trained run on photos it has not seen. */
export const evaluate: CliCommand<'evaluate'> = {
  name: 'evaluate',
  description: 'Scores a trained run on held-out images: its results, its inputs, and whether they differ.',
  define(command) {
    command
      .argument('<run>', 'the run’s folder, PROJECT/runs/ID')
      .addOption(new Option('--split <name>', 'which photos').choices(splits).default('test'))
      .addOption(checkpointOption())
      .option('--out <folder>', 'also write the scores as JSON and as a table')
      .option('--images', 'with --out: also write the images as they were scored')
      .addHelpText('after', help);
  },
  async run([folder = ''], options, { engine, signal, progress, progressDone }) {
    const run = readRunFolder(folder);
    const output = options['out'] === undefined ? null : resolve(options['out'] as string);
    const images = options['images'] === true;
    if (images && output === null) throw new UsageError('--images needs --out, the folder to write them to.');
    const split = options['split'] as Evaluation['split'];
    const client = await engine();
    const document = await client.call(
      'run.evaluate',
      { ...run, split, checkpoint: checkpointOf(options), output, images },
      { signal, onProgress: progress },
    );
    progressDone();
    return { document, text: describeEvaluation(document), ok: true };
  },
};
