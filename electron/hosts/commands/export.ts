import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import type { ExportedModel, ModelLicence } from '../../contract/export-methods.ts';
import { modelLicences } from '../../contract/export-methods.ts';
import { checkpointOf, checkpointOption } from './checkpoint-option.ts';
import type { CliCommand } from './command.ts';
import { readRunFolder } from './run-folder.ts';

const help = `
The folder (or, where its name ends in .zip, the file) holds a TensorFlow SavedModel with its weights as constants,
the model description of bioimage.io (rdf.yaml, format 0.5), test tensors, sample images, the run's scores and record,
and a README that says how to use it. The network takes one size: that of the dataset's images, or of a tile where
they are larger, or --size. Nothing is overwritten.

Example:
  abbe export project/runs/20260131-microgan --out sharp-cells --author "A. Person" --licence CC-BY-4.0`;

/** `abbe export`: a run's generator as other programs take it. */
export const exportCommand: CliCommand<'export'> = {
  name: 'export',
  description: 'Writes a trained run as a model for other programs: TensorFlow SavedModel and bioimage.io.',
  define(command) {
    command
      .argument('<run>', 'the run’s folder, PROJECT/runs/ID')
      .requiredOption('--out <path>', 'a folder that is not there yet, or a file that ends in .zip')
      .addOption(checkpointOption())
      .option('--size <HxW>', 'height and width of what the network takes (px)', parseSize)
      .option('--author <name>', 'who made it; may be given several times', addName, [] as string[])
      .addOption(new Option('--licence <name>', 'under which others may use it').choices(modelLicences))
      .addHelpText('after', help);
  },
  async run([folder = ''], options, { engine, signal, progress, progressDone }) {
    const request = {
      ...readRunFolder(folder),
      output: resolve(options['out'] as string),
      checkpoint: checkpointOf(options),
      size: (options['size'] as { width: number; height: number } | undefined) ?? null,
      authors: options['author'] as string[],
      licence: (options['licence'] as ModelLicence | undefined) ?? null,
    };
    const client = await engine();
    const document = await client.call('run.export', request, { signal, onProgress: progress });
    progressDone();
    const { path, files, input, output, checkpoint, step, difference } = document;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const lines = [
      `Model: ${path} (${files.length} files, ${(bytes / 1e6).toFixed(1)} MB)`,
      `Input: ${sizeOf(input)}; output: ${sizeOf(output)}; weights: ${checkpoint} checkpoint, step ${step}.`,
      `Loaded again it gives Abbe’s own numbers to ${difference.toExponential(1)}.`,
    ];
    return { document, text: lines.join('\n'), ok: true };
  },
};

const sizeOf = ({ height, width, channels }: ExportedModel['input']): string =>
  `${height} x ${width} x ${channels}`;

/** @throws InvalidArgumentError, which ends in wrong usage. */
function parseSize(text: string): { width: number; height: number } {
  const [, height, width] = /^(\d+)[x×](\d+)$/.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height) };
  if ([size.width, size.height].every((side) => side >= 1 && side <= 8192)) return size;
  throw new InvalidArgumentError('A size is HEIGHTxWIDTH in px, like 512x512, 8192 at most.');
}

const addName = (name: string, names: string[]): string[] => [...names, name];
