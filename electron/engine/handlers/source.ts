import { basename, resolve } from 'node:path';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { MethodResult } from '../../contract/methods.ts';
import type { OpenOptions, PixelSource, Samples } from '../formats/pixel-source.ts';
import { planesOf } from '../formats/plane-index.ts';
import { planeValues } from '../formats/statistics.ts';
import { writingFormat } from '../formats/writing-format.ts';
import type { EngineContext } from './context.ts';
import { taskProgress } from './task-progress.ts';

interface SourceRequest {
  file: string;
  series?: number | undefined;
  axis?: 't' | 'c' | 'z' | undefined;
}

/** Image files of any number of planes: what they say, and their values. */
export function sourceHandlers({
  sources,
}: Pick<EngineContext, 'sources'>): Pick<Handlers, 'source.describe' | 'source.convert' | 'source.values'> {
  const use = <T>(request: SourceRequest, action: (source: PixelSource) => Promise<T>): Promise<T> =>
    sources.use(resolve(request.file), optionsOf(request), action);
  return {
    'source.describe': (request, call) =>
      use(request, async (source) => ({
        ...source.info,
        planes: request.planes === false ? [] : await describePlanes(source, call),
      })),
    'source.convert': (request, call) =>
      use(request, async (source) => {
        const output = resolve(request.output);
        const format = await convert(source, output, call);
        const [times, channels, slices] = source.info.shape;
        return { file: source.info.file, output, format, planes: times * channels * slices };
      }),
    'source.values': (request) =>
      use(request, async (source) => {
        const { shape, dtype } = source.info;
        const box = request.box ?? { x: 0, y: 0, width: shape[4], height: shape[3] };
        const whole = request.box === undefined;
        const samples = await (whole ? source.plane(request.plane) : source.region(request.plane, box));
        const data = new Uint8Array(samples.buffer as ArrayBuffer, samples.byteOffset, samples.byteLength);
        return { width: box.width, height: box.height, dtype, data };
      }),
  };
}

function optionsOf({ series, axis }: SourceRequest): OpenOptions {
  return { ...(series === undefined ? {} : { series }), ...(axis === undefined ? {} : { axis }) };
}

/** Writes every plane as the output's ending says; the format's id comes back. */
async function convert(source: PixelSource, output: string, context: CallContext): Promise<string> {
  const { info } = source;
  const format = writingFormat(output);
  const { shape, dtype, pixelSize, channels, rgb, affine } = info;
  const total = shape[0] * shape[1] * shape[2];
  const tell = taskProgress(context, total, () => 'Cancelled; nothing was written.');
  let done = 0;
  await format.write(output, {
    ...{ shape, dtype, pixelSize, channels, rgb, affine },
    metadata: (index) => source.metadata(index),
    plane: async (index) => {
      await tell(done++, `Writing ${basename(output)}`);
      return source.plane(index);
    },
  });
  return format.id;
}

async function describePlanes(
  source: PixelSource,
  context: CallContext,
): Promise<MethodResult<'source.describe'>['planes']> {
  const { shape, file } = source.info;
  const total = shape[0] * shape[1] * shape[2];
  const tell = taskProgress(context, total, () => 'Cancelled.');
  const planes: MethodResult<'source.describe'>['planes'] = [];
  let samples: Samples | undefined;
  for (const index of planesOf(source.info)) {
    await tell(planes.length, `Reading ${basename(file)}`);
    samples = await source.plane(index, samples);
    planes.push({ ...index, ...planeValues(samples), ...source.metadata(index) });
  }
  return planes;
}
