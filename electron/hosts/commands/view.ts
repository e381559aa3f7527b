import { resolve } from 'node:path';
import { Option } from 'commander';
import type { ColourMapName } from '../../contract/triple-methods.ts';
import { colourMapNames } from '../../contract/triple-methods.ts';
import type { CliCommand } from './command.ts';
import { UsageError } from './command.ts';
import { parsePlaneIndex } from './plane-option.ts';

/** `abbe view`: an image in grey or in the colours of a map. */
export const view: CliCommand<'view'> = {
  name: 'view',
  description: 'Writes a plane of an image as a picture in grey or in a colour map, with its colour bar.',
  define(command) {
    command
      .argument('<image>', 'an image file')
      .requiredOption('--out <file>', 'the PNG picture')
      .addOption(new Option('--map <name>', 'the colours').choices(colourMapNames).default('viridis'))
      .option('--plane <t,c,z>', 'which plane, each counted from 0; none: the first')
      .option('--range <low,high>', 'pixel values at the ends; none: the 0.5 and 99.5 percentiles');
  },
  async run([image = ''], options, { engine, signal }) {
    const payload = {
      file: resolve(image),
      plane: parsePlaneIndex('--plane', options['plane']),
      map: options['map'] as ColourMapName,
      range: parseRange(options['range']),
      output: resolve(options['out'] as string),
    };
    const document = await (await engine()).call('image.view', payload, { signal });
    const { min, max } = document.range;
    return { document, text: `${document.written} (${document.map}, ${min} to ${max})`, ok: true };
  },
};

function parseRange(text: unknown): { min: number; max: number } | null {
  if (text === undefined) return null;
  const [min = NaN, max = NaN, ...more] = String(text).split(',').map(Number);
  if (min < max && more.length === 0) return { min, max };
  throw new UsageError(`--range is low,high, for example 0,4095, not “${String(text)}”.`);
}
