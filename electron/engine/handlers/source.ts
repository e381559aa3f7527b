import { basename, resolve } from 'node:path';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { MethodResult } from '../../contract/methods.ts';
import { openSource } from '../formats/open-source.ts';
import type { OpenOptions, PixelSource } from '../formats/pixel-source.ts';
import { planesOf } from '../formats/plane-index.ts';
import { planeValues } from '../formats/statistics.ts';
import { taskProgress } from './task-progress.ts';

interface SourceRequest {
  file: string;
  series?: number | undefined;
  axis?: 't' | 'c' | 'z' | undefined;
}

/** Image files of any number of planes: what they say, and their values. */
export function sourceHandlers(): Pick<Handlers, 'source.describe' | 'source.values'> {
  return {
    'source.describe': (request, context) =>
      withSource(request, async (source) => ({
        ...source.info,
        planes: request.planes === false ? [] : await describePlanes(source, context),
      })),
    'source.values': (request) =>
      withSource(request, async (source) => {
        const { shape, dtype } = source.info;
        const box = request.box ?? { x: 0, y: 0, width: shape[4], height: shape[3] };
        const samples = request.box
          ? await source.region(request.plane, box)
          : await source.plane(request.plane);
        const data = new Uint8Array(samples.buffer as ArrayBuffer, samples.byteOffset, samples.byteLength);
        return { width: box.width, height: box.height, dtype, data };
      }),
  };
}

async function withSource<T>(request: SourceRequest, use: (source: PixelSource) => Promise<T>): Promise<T> {
  const options: OpenOptions = {};
  if (request.series !== undefined) options.series = request.series;
  if (request.axis !== undefined) options.axis = request.axis;
  const source = await openSource(resolve(request.file), options);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

async function describePlanes(
  source: PixelSource,
  context: CallContext,
): Promise<MethodResult<'source.describe'>['planes']> {
  const { shape, file } = source.info;
  const total = shape[0] * shape[1] * shape[2];
  const tell = taskProgress(context, total, () => 'Cancelled.');
  const planes: MethodResult<'source.describe'>['planes'] = [];
  for (const index of planesOf(source.info)) {
    await tell(planes.length, `Reading ${basename(file)}`);
    planes.push({ ...index, ...planeValues(await source.plane(index)), ...source.metadata(index) });
  }
  return planes;
}
