import { basename } from 'node:path';
import type { CallContext } from '../../contract/calls.ts';
import type { DatasetDocument } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { FileFindings } from '../datasets/check-dataset.ts';
import { findAlike, planesToCompare } from '../datasets/find-alike.ts';
import type { PhotoPlane } from '../datasets/find-alike.ts';
import { readRaster } from '../formats/read-raster.ts';
import { likenessOf } from '../imaging/perceptual-hash.ts';
import type { Likeness } from '../imaging/perceptual-hash.ts';
import { checkSources } from '../projects/check-sources.ts';
import type { Project } from '../projects/project.ts';
import type { EngineContext } from './context.ts';
import { taskProgress } from './task-progress.ts';

type Axis = 't' | 'c' | 'z' | null;

/**
 * Looks at the files of a dataset: whether they are there and unchanged, how large their planes are, and which
 * show nearly the same. Files that are gone or changed are compared with nothing.
 */
export async function examineDataset(
  { sources: pool }: Pick<EngineContext, 'sources'>,
  project: Project,
  dataset: DatasetDocument,
  call: CallContext,
  whenCancelled?: () => string,
): Promise<FileFindings> {
  const entries = new Map((await project.document()).sources.map((entry) => [entry.path, entry]));
  const known = dataset.sources.map(({ path, sha256 }) => {
    const entry = entries.get(path);
    const bytes = entry?.sha256 === sha256 ? entry.bytes : null;
    return { path, sha256, bytes, file: project.photoFile(path) };
  });
  const planes = planesToCompare(dataset.items);
  const tell = taskProgress(call, known.length + planes.length, whenCancelled);
  const found = await checkSources(
    known,
    (done, file) => tell(done, `Checking ${basename(file)}`),
    call.signal,
  );
  const states: FileFindings['states'] = new Map(known.map(({ path }, i) => [path, found[i] ?? 'missing']));
  const sizes = new Map<string, { width: number; height: number }>();
  const likenesses: { source: string; likeness: Likeness }[] = [];
  for (const [i, plane] of planes.entries()) {
    const file = project.photoFile(plane.source);
    await tell(known.length + i, `Comparing ${basename(file)}`);
    if (states.get(plane.source) !== 'same') continue;
    const look = await lookAt(pool, file, plane, entries.get(plane.source)?.axis ?? null);
    if (!look) continue;
    likenesses.push({ source: plane.source, likeness: look.likeness });
    if (plane.series === 0) sizes.set(plane.source, look.size);
  }
  const contents = new Map(dataset.sources.map(({ path, sha256 }) => [path, sha256]));
  return { states, sizes, alike: findAlike(likenesses, contents) };
}

/** Null where the plane cannot be read: what uses it says so. */
async function lookAt(
  pool: EngineContext['sources'],
  file: string,
  { series, t, c, z }: PhotoPlane,
  axis: Axis,
): Promise<{ likeness: Likeness; size: { width: number; height: number } } | null> {
  try {
    return await pool.use(file, { series, ...(axis && { axis }) }, async (source) => {
      const [, , slices, height, width] = source.info.shape;
      const raster = await readRaster(source, { t, c, z: z ?? Math.floor(slices / 2) });
      return { likeness: likenessOf(raster), size: { width, height } };
    });
  } catch (thrown) {
    const error = AbbeError.wrap(thrown);
    if (error.code === 'out-of-memory' || error.code === 'cancelled') throw error;
    return null;
  }
}
