import type { Evaluation } from '../../contract/documents.ts';
import { splits } from '../../contract/datasets.ts';
import { Option } from 'commander';
import { formatTable } from '../table.ts';
import { checkpointOf, checkpointOption } from './checkpoint-option.ts';
import type { CliCommand } from './command.ts';
import { readRunFolder } from './run-folder.ts';

/** `abbe evaluate`: scores of a trained run on photos it has not seen. */
export const evaluate: CliCommand<'evaluate'> = {
  name: 'evaluate',
  description: 'Scores a trained run on held-out photos: PSNR and SSIM of its input and of its result.',
  define(command) {
    command
      .argument('<run>', 'the run’s folder, PROJECT/runs/ID')
      .addOption(new Option('--split <name>', 'which photos').choices(splits).default('test'))
      .addOption(checkpointOption());
  },
  async run([folder = ''], options, { engine, signal, progress, progressDone }) {
    const run = readRunFolder(folder);
    const client = await engine();
    const split = options['split'] as Evaluation['split'];
    const call = { signal, onProgress: progress };
    const document = await client.call(
      'run.evaluate',
      { ...run, split, checkpoint: checkpointOf(options) },
      call,
    );
    progressDone();
    return { document, text: describeEvaluation(document), ok: true };
  },
};

/** Scores as a table: one line an image, then mean and standard deviation. */
export function describeEvaluation({
  perImage,
  mean,
  standardDeviation,
  split,
  n,
  photos,
  checkpoint,
  step,
}: Evaluation): string {
  const row = (name: string, scores: Evaluation['mean'], identical = false, inputIdentical = false) => [
    name,
    decimal(scores.inputPsnr, 2, inputIdentical),
    decimal(scores.psnr, 2, identical),
    gain(scores.inputPsnr, scores.psnr),
    decimal(scores.inputSsim, 4),
    decimal(scores.ssim, 4),
  ];
  const spread = row('Standard deviation', standardDeviation);
  spread[3] = '';
  return [
    formatTable([
      ['Image', 'PSNR input', 'PSNR result', 'gain (dB)', 'SSIM input', 'SSIM result'],
      ...perImage.map((image) => row(image.id, image, image.identical, image.inputIdentical)),
      row('Mean', mean),
      spread,
    ]),
    `${n} images of ${photos === 1 ? 'one photo' : `${photos} photos`} (${split}), ${checkpoint} checkpoint, step ${step}.`,
  ].join('\n');
}

/** A dash where there is no number, and infinity for the PSNR of identical images. */
function decimal(value: number | null, digits: number, identical = false): string {
  if (value === null) return identical ? '∞' : '–';
  return value.toFixed(digits);
}

function gain(before: number | null, after: number | null): string {
  if (before === null || after === null) return '';
  return `${after < before ? '−' : '+'}${Math.abs(after - before).toFixed(2)}`;
}
