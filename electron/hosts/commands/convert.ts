import { resolve } from 'node:path';
import { Option } from 'commander';
import type { CliCommand } from './command.ts';
import { UsageError } from './command.ts';

/** `abbe convert`: an image in another format, with everything that both formats can hold. */
export const convert: CliCommand<'convert'> = {
  name: 'convert',
  description:
    'Writes an image in another format: the output’s ending says which (.ome.tif, .zarr, .nii.gz, .png).',
  define(command) {
    command
      .argument('<file>', 'an image of any format')
      .argument('<output>', 'the file to write')
      .option('--series <n>', 'which image of a file that holds several, from 0')
      .addOption(
        new Option('--axis <axis>', 'what pages are in a file that does not say').choices(['t', 'c', 'z']),
      );
  },
  async run([file = '', output = ''], options, context) {
    const series = options['series'] === undefined ? undefined : Number(options['series']);
    if (series !== undefined && !(Number.isInteger(series) && series >= 0)) {
      throw new UsageError(`--series is a whole number from 0, not “${String(options['series'])}”.`);
    }
    const axis = options['axis'] as 't' | 'c' | 'z' | undefined;
    const request = {
      file: resolve(file),
      output: resolve(output),
      ...(series === undefined ? {} : { series }),
      ...(axis === undefined ? {} : { axis }),
    };
    const call = { signal: context.signal, onProgress: context.progress };
    const document = await (await context.engine()).call('source.convert', request, call);
    context.progressDone();
    return {
      document,
      text: `${document.output}: ${document.planes} planes as ${document.format}.`,
      ok: true,
    };
  },
};
