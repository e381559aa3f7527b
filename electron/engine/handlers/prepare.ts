import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CallContext } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { SourceInfo, StepPicture } from '../../contract/images.ts';
import type { MethodPayload } from '../../contract/methods.ts';
import { sourcesOfImage } from '../datasets/item-groups.ts';
import { matchPath } from '../datasets/match-path.ts';
import { parseParameters } from '../datasets/parse-parameters.ts';
import type {
  MatchContext,
  Preparation,
  PreparationContext,
  PreparationSource,
  Prepared,
  PreparedItem,
} from '../datasets/preparation.ts';
import { preparations } from '../datasets/preparations/index.ts';
import { readIdxLabels } from '../formats/idx.ts';
import type { PixelSource } from '../formats/pixel-source.ts';
import { readRaster } from '../formats/read-raster.ts';
import { readVolume } from '../formats/read-volume.ts';
import { fileError } from '../projects/file-errors.ts';
import type { Project } from '../projects/project.ts';
import type { EngineContext } from './context.ts';
import { toPixels } from './pixels.ts';

type Request = Omit<MethodPayload<'preparation.preview'>, 'project'>;

/** What a preparation made, with the pictures it showed on the way. */
export interface PreparationResult extends Prepared {
  preparation: Preparation;
  /** As the document keeps them: all of them, defaults too. */
  parameters: Request['parameters'];
  pictures: StepPicture[];
  sources: PreparationSource[];
}

/** @throws AbbeError not-found */
export function findPreparation(id: string): Preparation {
  const found = preparations.find((candidate) => candidate.id === id);
  if (found) return found;
  const known = preparations.map((candidate) => candidate.id).join(', ');
  throw new AbbeError('not-found', `There is no preparation “${id}” (there are: ${known}).`);
}

/**
 * Runs a preparation on a project's sources, or on those asked for. Sources that cannot be opened are skipped
 * with their reason; the rest goes on.
 * @throws AbbeError invalid-input where the project has no such sources, or nothing can be made of them.
 */
export async function runPreparation(
  engine: EngineContext,
  project: Project,
  request: Request,
  call: CallContext,
): Promise<PreparationResult> {
  const preparation = findPreparation(request.preparation);
  const what = `The parameters of ${preparation.title}`;
  const parameters = parseParameters(what, preparation.schema, request.parameters) as Request['parameters'];
  const pictures: StepPicture[] = [];
  const { sources, origins, skipped } = await openSources(engine, project, request.sources, call);
  const context = contextOf(engine, { sources, origins, pictures }, call);
  const prepared = await preparation.prepare(context, parameters);
  const items = prepared.items.map((item) => withGroups(item, request, fileOf(project, item)));
  return {
    ...prepared,
    items,
    skipped: [...skipped, ...prepared.skipped],
    preparation,
    parameters,
    pictures,
    sources,
  };
}

/** Headers by file as it is now: tables of matches are asked for at every key that is pressed. */
const headers = new WeakMap<EngineContext, Map<string, SourceInfo>>();

/** What needs no pixels of a project's sources, and those that cannot be opened, with the reason. */
export async function matchContext(
  engine: EngineContext,
  project: Project,
  call: CallContext,
): Promise<MatchContext & { failed: Prepared['skipped'] }> {
  const known = headers.get(engine) ?? new Map<string, SourceInfo>();
  headers.set(engine, known);
  const sources: PreparationSource[] = [];
  const failed: Prepared['skipped'] = [];
  for (const { path, sha256, axis } of (await project.document()).sources) {
    call.signal.throwIfAborted();
    const file = project.photoFile(path);
    try {
      const { mtimeMs, size } = await stat(file);
      const key = [file, mtimeMs, size, axis].join('|');
      const info = known.get(key) ?? (await engine.sources.use(file, axis ? { axis } : {}, infoOf));
      known.set(key, info);
      sources.push({ name: path, file, sha256, info });
    } catch (thrown) {
      failed.push({ file, reason: fileError(file, 'read', thrown).message });
    }
  }
  const byName = new Map(sources.map(({ name, file }) => [name, file]));
  const info = (name: string, series: number): Promise<SourceInfo> =>
    engine.sources.use(byName.get(name) as string, { series }, infoOf);
  return { sources, failed, info, text: readText };
}

async function infoOf({ info }: PixelSource): Promise<SourceInfo> {
  return info;
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((thrown: unknown) => {
    throw fileError(file, 'read', thrown);
  });
}

/** A source as the project keeps it, with its absolute path. */
interface Origin {
  file: string;
  sha256: string;
  axis: 't' | 'c' | 'z' | null;
}

interface Opened {
  sources: PreparationSource[];
  /** By the source's name. */
  origins: Map<string, Origin>;
}

async function openSources(
  { sources: pool }: EngineContext,
  project: Project,
  wanted: readonly string[] | null,
  call: CallContext,
): Promise<Opened & { skipped: Prepared['skipped'] }> {
  const entries = (await project.document()).sources;
  const chosen = wanted === null ? null : new Set(wanted.map((file) => resolve(file)));
  const result: Opened & { skipped: Prepared['skipped'] } = { sources: [], origins: new Map(), skipped: [] };
  for (const { path, sha256, axis } of entries) {
    call.signal.throwIfAborted();
    const file = project.photoFile(path);
    if (chosen && !chosen.has(file)) continue;
    try {
      const info = await pool.use(file, axis ? { axis } : {}, async (source) => source.info);
      result.sources.push({ name: path, file, sha256, info });
      result.origins.set(path, { file, sha256, axis });
    } catch (thrown) {
      result.skipped.push({ file, reason: AbbeError.wrap(thrown).message });
    }
  }
  if (result.sources.length + result.skipped.length > 0) return result;
  const none =
    wanted === null ? `${project.folder} has no images yet` : 'None of these files is in the project';
  throw new AbbeError('invalid-input', `${none}; add some first.`);
}

function contextOf(
  { sources: pool }: EngineContext,
  { sources, origins, pictures }: Opened & { pictures: StepPicture[] },
  call: CallContext,
): PreparationContext {
  const started = performance.now();
  const open = async <T>(
    name: string,
    series: number | undefined,
    action: (source: PixelSource) => Promise<T>,
  ): Promise<T> => {
    const { file, sha256, axis } = origins.get(name) as Origin;
    await pool.requireUnchanged(file, sha256);
    return pool.use(file, { series: series ?? 0, ...(axis && { axis }) }, action);
  };
  return {
    sources,
    raster: (name, index, box) => open(name, index.series, (source) => readRaster(source, index, box)),
    volume: (name, t) => open(name, 0, (source) => readVolume(source, t)),
    info: (name, series) => open(name, series, async (source) => source.info),
    metadata: (name, index, series) => open(name, series, async (source) => source.metadata(index)),
    text: readText,
    idxLabels: readIdxLabels,
    async tell(done, total, message) {
      const seconds = (performance.now() - started) / 1000;
      call.progress({
        done,
        total,
        message,
        secondsLeft: done > 0 ? (seconds / done) * (total - done) : null,
      });
      await new Promise((next) => setImmediate(next));
      if (call.signal.aborted) throw new AbbeError('cancelled', 'Cancelled; no dataset was made.');
    },
    picture: (name, caption, raster) => pictures.push({ name, caption, pixels: toPixels(raster) }),
  };
}

function fileOf(project: Project, { target }: PreparedItem): string {
  return project.photoFile(sourcesOfImage(target)[0] ?? '');
}

/** The session and subject that the file's path names, where patterns are given; else those of the preparation. */
function withGroups(item: PreparedItem, { session = '', subject = '' }: Request, file: string): PreparedItem {
  return {
    ...item,
    session: session === '' ? item.session : matchPath(session, file),
    subject: subject === '' ? item.subject : matchPath(subject, file),
  };
}
