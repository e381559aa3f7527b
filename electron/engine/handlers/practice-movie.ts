import { mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { Parameters } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { PlaneIndex, SourceInfo } from '../../contract/images.ts';
import type { MethodResult } from '../../contract/methods.ts';
import { stemOf } from '../datasets/match-path.ts';
import { parseParameters } from '../datasets/parse-parameters.ts';
import { practiceSettingsSchema } from '../datasets/practice-settings.ts';
import type { PracticeParameters } from '../datasets/practice-settings.ts';
import { tiff } from '../formats/tiff.ts';
import { loadOpenCv } from '../imaging/opencv.ts';
import type { OpenCv } from '../imaging/opencv.ts';
import {
  practiceExposure,
  practiceMargin,
  practiceScene,
  practiceSchedule,
} from '../imaging/practice-movie.ts';
import type { PracticeFrame } from '../imaging/practice-movie.ts';
import type { Plane } from '../imaging/registration/plane.ts';
import { seededRandom } from '../imaging/seeded-random.ts';
import type { EngineContext } from './context.ts';
import type { SourcePool } from './source-pool.ts';
import { taskProgress } from './task-progress.ts';

/** One plane of the sources: what a cycle of the movie shows. */
interface SceneReference {
  file: string;
  index: PlaneIndex;
}

const smallestSide = 32;

/** Practice movies of a person's own images. */
export function practiceMovieHandlers({
  sources,
}: Pick<EngineContext, 'sources'>): Pick<Handlers, 'movie.practice' | 'movie.parameters'> {
  return {
    'movie.parameters': async () => ({ schema: z.toJSONSchema(practiceSettingsSchema, { io: 'input' }) }),
    'movie.practice': async ({ files, output, parameters }, context) =>
      makePracticeMovie(
        sources,
        { files: files.map((file) => resolve(file)), folder: resolve(output), parameters },
        context,
      ),
  };
}

/**
 * A movie of alternating exposures with a known drift, made of any images: every cycle (a low and a high frame)
 * shows one plane of the sources, in their order and from the first again where they are fewer than the cycles,
 * so that the scene changes between cycles and never within one.
 * @param request absolute paths; the folder is made where it is missing.
 */
export async function makePracticeMovie(
  sources: SourcePool,
  { files, folder, parameters }: { files: readonly string[]; folder: string; parameters: Parameters },
  context: CallContext,
): Promise<MethodResult<'movie.practice'>> {
  const settings = parseParameters(
    'The parameters of the practice movie',
    practiceSettingsSchema,
    parameters,
  );
  const { scenes, info } = await listScenes(sources, files);
  const frames = practiceSchedule(settings, seededRandom(settings.seed));
  if (frames.length === 0) throw new AbbeError('invalid-input', 'All frames are dropped; drop fewer.');
  const margin = marginOf(info, settings);
  await mkdir(folder, { recursive: true });
  const name = stemOf(files[0] as string);
  const movie = join(folder, `${name}-practice.ome.tif`);
  const truth = join(folder, `${name}-practice.json`);
  const camera = await cameraOf(sources, scenes, settings, margin);
  await writeMovie(movie, info, frames, settings, { margin, camera }, context);
  await writeFileAtomic(truth, `${JSON.stringify(truthOf(frames, settings, files), null, 2)}\n`);
  return { movie, truth, frames: frames.length };
}

/** Every plane of channel 0. @throws AbbeError where sizes differ. */
async function listScenes(
  sources: SourcePool,
  files: readonly string[],
): Promise<{ scenes: SceneReference[]; info: SourceInfo }> {
  const scenes: SceneReference[] = [];
  let first: SourceInfo | undefined;
  for (const file of files) {
    const info = await sources.use(file, {}, async (source) => source.info);
    const [times, , slices, height, width] = info.shape;
    first ??= info;
    if (height !== first.shape[3] || width !== first.shape[4]) {
      throw new AbbeError(
        'invalid-input',
        `${file} is ${width} x ${height} pixels and ${first.file} ${first.shape[4]} x ${first.shape[3]}: give images of one size.`,
        { file },
      );
    }
    for (let t = 0; t < times; t += 1) {
      for (let z = 0; z < slices; z += 1) scenes.push({ file, index: { t, c: 0, z } });
    }
  }
  if (!first) throw new AbbeError('invalid-input', 'A practice movie is made of one image at least.');
  return { scenes, info: first };
}

function marginOf({ file, shape }: SourceInfo, settings: PracticeParameters): number {
  const margin = practiceMargin({ width: shape[4], height: shape[3] }, settings);
  if (Math.min(shape[3], shape[4]) - 2 * margin >= smallestSide) return margin;
  throw new AbbeError(
    'invalid-input',
    `${file} is too small for this drift: a frame loses ${margin} pixels on every side, and ${smallestSide} have to be left.`,
    { file },
  );
}

type Camera = (frame: PracticeFrame) => Promise<Plane>;

/** Takes frames; keeps the scene of the cycle it is in. */
async function cameraOf(
  sources: SourcePool,
  scenes: readonly SceneReference[],
  settings: PracticeParameters,
  margin: number,
): Promise<Camera> {
  const { cv } = await loadOpenCv();
  let last: { cycle: number; scene: Plane } | undefined;
  return async (frame) => {
    const cycle = Math.floor(frame.planned / 2) % scenes.length;
    if (last?.cycle !== cycle) {
      last = {
        cycle,
        scene: await sceneOf(cv, sources, scenes[cycle] as SceneReference, settings.brightField),
      };
    }
    const random = seededRandom(settings.seed, frame.planned + 1);
    return practiceExposure(cv, last.scene, frame, settings, margin, random);
  };
}

async function sceneOf(
  cv: OpenCv,
  sources: SourcePool,
  { file, index }: SceneReference,
  brightField: boolean,
): Promise<Plane> {
  return sources.use(file, {}, async (source) => {
    const { info } = source;
    const data = await source.plane(index);
    try {
      return practiceScene(cv, { width: info.shape[4], height: info.shape[3], data }, brightField);
    } catch (thrown) {
      const { code, message } = AbbeError.wrap(thrown);
      throw new AbbeError(code, `${file}: ${message}`, { file, cause: thrown });
    }
  });
}

async function writeMovie(
  file: string,
  { shape, pixelSize }: SourceInfo,
  frames: readonly PracticeFrame[],
  settings: PracticeParameters,
  { margin, camera }: { margin: number; camera: Camera },
  context: CallContext,
): Promise<void> {
  const tell = taskProgress(context, frames.length, () => 'Cancelled; no movie was written.');
  await tiff.write?.(file, {
    shape: [frames.length, 1, 1, shape[3] - 2 * margin, shape[4] - 2 * margin],
    dtype: 'uint16',
    pixelSize,
    channels: ['Practice'],
    metadata: ({ t }) => ({ exposure: exposureTime((frames[t] as PracticeFrame).exposure, settings) }),
    plane: async ({ t }) => {
      await tell(t, `Writing ${basename(file)}`);
      return (await camera(frames[t] as PracticeFrame)).data;
    },
  });
}

/** The truth beside the movie; dx, dy in pixels and rotation in degrees lay the scene on the frame. */
function truthOf(frames: readonly PracticeFrame[], settings: PracticeParameters, files: readonly string[]) {
  return {
    meaning:
      'frame(x, y) = scene(x - dx, y - dy): to lay frame B on frame A of the same cycle, shift B by A.dx - B.dx and A.dy - B.dy.',
    sources: files,
    parameters: settings,
    frames: frames.map(({ index, planned, exposure, photons, drift }) => ({
      index,
      planned,
      exposure,
      photons,
      exposureTime: exposureTime(exposure, settings),
      ...drift,
    })),
  };
}

function exposureTime(exposure: PracticeFrame['exposure'], settings: PracticeParameters): number {
  const { lowExposure, lowPhotons, highPhotons } = settings;
  return exposure === 'low' ? lowExposure : (lowExposure * highPhotons) / lowPhotons;
}
