import { resolve } from 'node:path';
import type { CommandDocument } from '../../contract/cli.ts';
import type { CliCommand } from './command.ts';
import { UsageError } from './command.ts';
import { parsePlaneIndex } from './plane-option.ts';

/** `abbe align`: what lays one image on another. */
export const align: CliCommand<'align'> = {
  name: 'align',
  description: 'Measures the shift, and the rotation if asked, that lays one image on another, to 0.05 px.',
  define(command) {
    command
      .argument('<reference>', 'the image that stays, for example the high exposure')
      .argument('<moving>', 'the image that is laid on it')
      .option('--rotation', 'look for a rotation as well')
      .option('--max-shift <px>', 'the longest shift looked for; a quarter of the shorter side if not given')
      .option('--plane-reference <t,c,z>', 'which plane of the reference, each counted from 0')
      .option('--plane-moving <t,c,z>', 'which plane of the moving image')
      .option('--out <file>', 'write the moving image aligned, as .tif (OME-TIFF) or .png')
      .option('--preview <file>', 'write a PNG, reference magenta and moving green, before and after')
      .addHelpText(
        'after',
        '\nThe result (dx, dy) means aligned(x, y) = moving(x - dx, y - dy), x to the right, y down: where MOVING is\nREFERENCE moved right by 3 px, dx is -3. Rotation is in degrees, counter-clockwise on the screen, about the\nimage centre, before the shift.',
      );
  },
  async run(values, options, context) {
    const [reference, moving, ...more] = values;
    if (reference === undefined || moving === undefined || more.length > 0) {
      throw new UsageError('Two images are aligned at a time: give REFERENCE and MOVING.');
    }
    const payload = {
      reference: {
        file: resolve(reference),
        plane: parsePlaneIndex('--plane-reference', options['planeReference']),
      },
      moving: { file: resolve(moving), plane: parsePlaneIndex('--plane-moving', options['planeMoving']) },
      rotation: options['rotation'] === true,
      maxShift: parseShift(options['maxShift']),
      output: options['out'] === undefined ? null : resolve(options['out'] as string),
      preview: options['preview'] === undefined ? null : resolve(options['preview'] as string),
    };
    const client = await context.engine();
    const document = await client.call('image.align', payload, { signal: context.signal });
    return { document, text: describe(document), ok: true };
  },
};

function parseShift(text: unknown): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`--max-shift is a number of pixels above 0, not “${String(text)}”.`);
}

function describe({ dx, dy, rotation, correlation, written }: CommandDocument<'align'>): string {
  return [
    `Shift        ${dx.toFixed(3)}, ${dy.toFixed(3)} px (right, down)`,
    `Rotation     ${rotation.toFixed(4)} degrees, counter-clockwise`,
    `Correlation  ${correlation.toFixed(4)} after alignment`,
    ...written.map((file) => `Written      ${file}`),
  ].join('\n');
}
