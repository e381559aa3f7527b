import { resolve } from 'node:path';
import type { CommandDocument } from '../../contract/cli.ts';
import type { MeasuredSpots } from '../../contract/spot-methods.ts';
import { formatTable } from '../table.ts';
import type { CliCommand } from './command.ts';
import { UsageError } from './command.ts';
import { parsePlaneIndex } from './plane-option.ts';

const help = `
Spots are found by the Laplacian of Gaussian, to parts of a pixel; (0, 0) is the centre of the first pixel. They stand
out of the noise to all sides, so that lines and rims of cells are none; noise grows with brightness as photons have it.
Truth is another image, whose spots are found likewise, or a table (.csv, .tsv, .txt) of points in pixels with the
columns x and y. Width: median FWHM of Gaussians fitted to isolated spots. SNR: a spot's mean within 2 px over its
surroundings, divided by their noise (4 to 10 px).`;

/** `abbe spots`: spots of an image, what they measure, and how they compare with the truth. */
export const spots: CliCommand<'spots'> = {
  name: 'spots',
  description: 'Finds spots and measures width, signal-to-noise ratio and background; compares with a truth.',
  define(command) {
    command
      .argument('<image>', 'an image with bright spots')
      .option('--truth <file>', 'an image, or a table of points by hand: which spots were lost or invented')
      .option('--tolerance <px>', 'how far a spot may lie from its true one', '2')
      .option('--min-sigma <px>', 'standard deviation of the smallest spots', '1')
      .option('--max-sigma <px>', 'standard deviation of the largest spots', '3')
      .option(
        '--threshold <n>',
        'how many times the noise at its place a spot must answer with; without it as many that ten images of noise alone have one spot',
      )
      .option('--plane <t,c,z>', 'which plane of the image, each counted from 0')
      .option('--plane-truth <t,c,z>', 'which plane of the truth')
      .addHelpText('after', help);
  },
  async run(values, options, context) {
    const [image, ...more] = values;
    if (image === undefined || more.length > 0) throw new UsageError('Give one image at a time.');
    const [minSigma, maxSigma] = [
      sigma('--min-sigma', options['minSigma']),
      sigma('--max-sigma', options['maxSigma']),
    ];
    if (minSigma > maxSigma) throw new UsageError('--min-sigma is larger than --max-sigma.');
    const truth = options['truth'] as string | undefined;
    const payload = {
      image: { file: resolve(image), plane: parsePlaneIndex('--plane', options['plane']) },
      truth:
        truth === undefined
          ? null
          : { file: resolve(truth), plane: parsePlaneIndex('--plane-truth', options['planeTruth']) },
      minSigma,
      maxSigma,
      threshold: options['threshold'] === undefined ? null : above0('--threshold', options['threshold']),
      tolerance: above0('--tolerance', options['tolerance']),
    };
    const client = await context.engine();
    const document = await client.call('image.spots', payload, { signal: context.signal });
    return { document, text: describe(document), ok: true };
  },
};

function above0(option: string, text: unknown): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`${option} is a number above 0, not “${String(text)}”.`);
}

function sigma(option: string, text: unknown): number {
  const value = Number(text);
  if (value >= 0.5 && value <= 100) return value;
  throw new UsageError(`${option} is 0.5 to 100 pixels, not “${String(text)}”.`);
}

function describe({ image, truth, match }: CommandDocument<'spots'>): string {
  const columns = truth === null ? ['Image'] : ['Image', 'Truth'];
  const sides = [image, ...(truth === null ? [] : [truth])];
  const row = (label: string, value: (measured: MeasuredSpots) => string): string[] => [
    label,
    ...sides.map((side) => ('spots' in side ? value(side) : '')),
  ];
  const table = formatTable([
    ['', ...columns],
    ['Spots', ...sides.map((side) => String('spots' in side ? side.spots.length : side.points.length))],
    row('  above, times the noise', ({ threshold }) => figure(threshold)),
    ['SNR, mean', ...sides.map(({ snr }) => figure(snr.mean))],
    row('Width (FWHM, px), median', ({ psf }) => figure(psf.pixels.median)),
    row('Width in units, median', ({ psf }) =>
      psf.physical ? `${figure(psf.physical.median)} ${psf.physical.unit}` : '–',
    ),
    row('Spots fitted, not fitted', ({ psf }) => `${psf.fits.length}, ${psf.failed.length}`),
    row('Background, mean', ({ background }) => figure(background.mean)),
    row('Background, deviation', ({ background }) => figure(background.sd)),
    row('  as a share of the signal', ({ background }) => figure(background.relativeToSignal)),
  ]);
  if (match === null) return table;
  const { matched, invented, lost, precision, recall, f1, localisationError, tolerance } = match;
  return [
    table,
    '',
    `Matched      ${matched} within ${tolerance} px; lost ${lost.length}, invented ${invented.length}`,
    `Precision    ${figure(precision)}, recall ${figure(recall)}, F1 ${figure(f1)}`,
    `Localisation ${figure(localisationError)} px mean error`,
  ].join('\n');
}

const figure = (value: number | null): string =>
  value === null ? '–' : String(Number(value.toPrecision(4)));
