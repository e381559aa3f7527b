import { resolve } from 'node:path';
import { Option } from 'commander';
import type { CommandDocument } from '../../contract/cli.ts';
import type { PixelSize, PlaneIndex } from '../../contract/images.ts';
import { AbbeError } from '../../contract/errors.ts';
import { writeNpy } from '../../engine/formats/npy.ts';
import { openSource } from '../../engine/formats/open-source.ts';
import type { OpenOptions } from '../../engine/formats/pixel-source.ts';
import { formatTable } from '../table.ts';
import type { CliCommand, CommandContext } from './command.ts';
import { UsageError } from './command.ts';
import { parsePlaneIndex } from './plane-option.ts';

/** More planes than this are summed up by their first ones in the table; `--json` has them all. */
const shownPlanes = 40;

/** `abbe read`: what an image file says and holds, and its values as a NumPy file. */
export const read: CliCommand<'read'> = {
  name: 'read',
  description:
    'Reads an image of any format: axes, type, pixel size, channels, and the values of each plane.',
  define(command) {
    command
      .argument('<file>', 'an image file, or the folder of an OME-Zarr image')
      .option(
        '--npy <file>',
        'also write the values as a NumPy file: (t, c, z, y, x), or (y, x) with --plane',
      )
      .option('--plane <t,c,z>', 'with --npy, only this plane; each counted from 0')
      .option('--series <n>', 'which image of a file that holds several, from 0')
      .addOption(
        new Option('--axis <axis>', 'what the pages of a file are that does not say').choices([
          't',
          'c',
          'z',
        ]),
      );
  },
  async run(values, options, context) {
    const request = { file: resolve(values[0] ?? ''), ...openOptions(options) };
    const only = planeOption(options['plane'], options['npy']);
    const { signal, progress } = context;
    const client = await context.engine();
    const document = await client.call('source.describe', request, { signal, onProgress: progress });
    context.progressDone();
    if (options['npy'] !== undefined)
      await saveNpy(resolve(options['npy'] as string), request, only, context);
    return { document, text: describe(document), ok: true };
  },
};

function openOptions(options: Record<string, unknown>): Pick<OpenOptions, 'series' | 'axis'> {
  const found: Pick<OpenOptions, 'series' | 'axis'> = {};
  if (options['axis'] !== undefined) found.axis = options['axis'] as 't' | 'c' | 'z';
  if (options['series'] === undefined) return found;
  const series = String(options['series']);
  if (!/^\d{1,9}$/.test(series)) throw new UsageError(`--series is a whole number from 0, not “${series}”.`);
  return { ...found, series: Number(series) };
}

function planeOption(text: unknown, npy: unknown): PlaneIndex | null {
  if (text === undefined) return null;
  if (npy === undefined) throw new UsageError('--plane says which plane --npy writes; give --npy FILE too.');
  return parsePlaneIndex('--plane', text);
}

async function saveNpy(
  output: string,
  request: { file: string } & OpenOptions,
  only: PlaneIndex | null,
  { signal, progress, progressDone }: CommandContext,
): Promise<void> {
  const source = await openSource(request.file, request);
  const started = performance.now();
  try {
    await writeNpy(output, source, only, async (done, total) => {
      if (signal.aborted) throw new AbbeError('cancelled', 'Cancelled; no NumPy file was written.');
      const seconds = (performance.now() - started) / 1000;
      const secondsLeft = done > 0 ? (seconds / done) * (total - done) : null;
      progress({ done, total, message: `Writing ${output}`, secondsLeft });
      await new Promise((next) => setImmediate(next));
    });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (thrown instanceof AbbeError || code === undefined) throw thrown;
    throw new AbbeError('invalid-input', `${output} cannot be written (${code}); choose another place.`, {
      file: output,
      cause: thrown,
    });
  } finally {
    progressDone();
    await source.close();
  }
}

function describe(document: CommandDocument<'read'>): string {
  const { file, format, shape, dtype, pixelSize, channels, planes, notes } = document;
  const [t, c, z, y, x] = shape;
  const facts = [
    ['File', file],
    [
      'Format',
      document.seriesCount > 1 ? `${format}, image ${document.series} of ${document.seriesCount}` : format,
    ],
    ['Size', `${x} x ${y} pixels, ${z} slices, ${c} channels, ${t} time points`],
    ['Type', dtype],
    ['Pixel size', describePixelSize(pixelSize)],
    ['Channels', channels.join(', ')],
    ...(document.axesStated
      ? []
      : [['Axes', `not stated; pages read as ${document.axis} (--axis t, c or z)`]]),
    ...notes.map((note) => ['Note', note]),
  ];
  const width = Math.max(...facts.map(([label]) => label!.length));
  const rows = planes
    .slice(0, shownPlanes)
    .map((plane) => [
      `${plane.t},${plane.c},${plane.z}`,
      ...[plane.min, plane.max, plane.mean].map(figure),
      plane.exposure === undefined ? '' : `${figure(plane.exposure)} s`,
      plane.time === undefined ? '' : `${figure(plane.time)} s`,
    ]);
  const rest = planes.length - rows.length;
  return [
    ...facts.map(([label, value]) => `${label!.padEnd(width)}  ${value}`),
    '',
    formatTable([['Plane t,c,z', 'min', 'max', 'mean', 'exposure', 'time'], ...rows]),
    ...(rest > 0 ? [`… and ${rest} more planes (all of them with --json)`] : []),
  ].join('\n');
}

function describePixelSize(size: PixelSize | null): string {
  if (size === null) return 'not stated';
  const parts = (['x', 'y', 'z'] as const).flatMap((axis) =>
    size[axis] === null ? [] : [`${axis} ${figure(size[axis])}`],
  );
  return `${parts.join(', ')} ${size.unit}`;
}

function figure(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(6)));
}
