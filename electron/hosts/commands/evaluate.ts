import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Evaluation } from '../../contract/documents.ts';
import { splits } from '../../contract/datasets.ts';
import { checkpointOf, checkpointOption } from './checkpoint-option.ts';
import type { CliCommand } from './command.ts';
import { UsageError } from './command.ts';
import { describeEvaluation } from './describe-evaluation.ts';
import { makeReport } from './make-report.ts';
import { readRunFolder } from './run-folder.ts';

const help = `
Scores of the input stand beside those of the result. PSNR, SSIM and MS-SSIM are over 255 for 8-bit images, else over
the distance from the smallest to the largest pixel of all truths of the split. Intervals are 95 % bootstrap intervals
of the mean over images; result and input are compared by Wilcoxon's signed-rank test, corrected after Holm. Images of
one photo, session or subject are not independent, so their groups are summed up as well. Leaks and copies among the
splits are looked for before scoring. A score that is not defined is null, and so is the PSNR of identical images,
which is infinite. --out writes evaluation.json and scores.csv; --images the pixels that were scored as well;
--report the page that “abbe report” writes.

Images made of noise have no truth each: 64 of them are compared with real ones as a set, and --images writes both and
images.csv. Sets are compared by energy distance (over pixels) and kernel distance (KID), beside real images of the
training split: over structure features or, with --vgg-weights, over those of VGG16.

Example:
  abbe evaluate project/runs/20260131-microgan --report report --pdf`;

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
      .option('--vgg-weights <file>', 'VGG16’s weights (Keras .h5): the kernel distance is over its features')
      .option(
        '--report <folder>',
        'also write the report: a page with plots and examples, its figures beside it',
      )
      .option('--pdf', 'with --report: as report.pdf too')
      .addHelpText('after', help);
  },
  async run([folder = ''], options, context) {
    const { engine, signal, progress, progressDone } = context;
    const run = readRunFolder(folder);
    const output = options['out'] === undefined ? null : resolve(options['out'] as string);
    const images = options['images'] === true;
    if (images && output === null) throw new UsageError('--images needs --out, the folder to write them to.');
    const split = options['split'] as Evaluation['split'];
    const weights = options['vggWeights'] as string | undefined;
    const vggWeights = weights === undefined ? null : resolve(weights);
    const checkpoint = checkpointOf(options);
    const folderOfReport = options['report'] as string | undefined;
    const pdf = options['pdf'] === true;
    if (pdf && folderOfReport === undefined)
      throw new UsageError('--pdf needs --report, the folder of the report.');
    if (folderOfReport !== undefined && (split !== 'test' || checkpoint !== 'best')) {
      throw new UsageError(
        'A report is of the test split and the best checkpoint: leave --split and --checkpoint out.',
      );
    }
    const client = await engine();
    const document = await client.call(
      'run.evaluate',
      { ...run, split, checkpoint, output, images, vggWeights },
      { signal, onProgress: progress },
    );
    progressDone();
    const text = describeEvaluation(document);
    if (folderOfReport === undefined) return { document: { ...document, report: null }, text, ok: true };
    const made = await makeReport(context, run, { output: folderOfReport, samples: null, pdf });
    return {
      document: { ...document, report: made.document },
      text: [text, ...made.lines].join('\n'),
      ok: true,
    };
  },
};
