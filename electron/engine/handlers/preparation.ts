import { resolve } from 'node:path';
import type { Handlers } from '../../contract/calls.ts';
import type { Parameters } from '../../contract/datasets.ts';
import { imageReferenceSchema } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { MethodPayload, MethodResult } from '../../contract/methods.ts';
import type { MatchedRow, PreparationFit } from '../../contract/preparation-methods.ts';
import { createImageLoader } from '../datasets/load-image.ts';
import { matchPath } from '../datasets/match-path.ts';
import type { Matched, MatchContext, MatchRow, Preparation } from '../datasets/preparation.ts';
import { preparations } from '../datasets/preparations/index.ts';
import { patternSuggestions } from '../datasets/suggest-patterns.ts';
import { shrink } from '../formats/thumbnail.ts';
import { percentileRange } from '../imaging/display.ts';
import { upright } from '../imaging/volume/slices.ts';
import type { Project } from '../projects/project.ts';
import { renameInImage, renameInItem } from '../projects/rename-sources.ts';
import type { EngineContext } from './context.ts';
import { fileAccess } from './file-access.ts';
import { toPixels } from './pixels.ts';
import { findPreparation, matchContext, runPreparation } from './prepare.ts';

type PreparationHandlers = Pick<
  Handlers,
  'preparation.fit' | 'preparation.match' | 'preparation.preview' | 'preparation.show'
>;

/** Preparations tried before anything is made. */
export function preparationHandlers(context: EngineContext): PreparationHandlers {
  const open = (folder: string): Promise<Project> => context.projects.open(resolve(folder));
  return {
    'preparation.fit': async ({ project: folder }, call) => {
      const files = await matchContext(context, await open(folder), call);
      const fits: PreparationFit[] = [];
      for (const preparation of preparations) fits.push(await fitOf(preparation, files));
      return { sources: files.sources.length, fits };
    },
    'preparation.match': async (
      { project: folder, preparation, parameters, session = '', subject = '' },
      call,
    ) => {
      const files = await matchContext(context, await open(folder), call);
      const { rows, unmatched } = await findPreparation(preparation).match(files, parameters);
      return {
        rows: rows.map((row) => listed(row, { session, subject })),
        unmatched: [...files.failed, ...unmatched],
      };
    },
    'preparation.preview': async (payload, call) => {
      const project = await open(payload.project);
      const { pictures, items, skipped, notes, classes } = await runPreparation(
        context,
        project,
        payload,
        call,
      );
      const rename = (source: string): string => project.photoFile(source);
      return {
        pictures,
        items: items.length,
        setAside: items.filter(({ included }) => !included).length,
        prepared: items.map((item) => renameInItem(item, rename)),
        classes: classes ?? [],
        skipped,
        notes,
      };
    },
    'preparation.show': async (payload) => showImages(context, await open(payload.project), payload),
  };
}

/** Patterns that the names suggest are tried where the defaults find nothing whole. */
async function fitOf(preparation: Preparation, files: MatchContext): Promise<PreparationFit> {
  const suggested = patternSuggestions[preparation.id]?.(files.sources) ?? null;
  for (const parameters of suggested ? [{}, suggested] : [{}]) {
    const found = await matchOf(preparation, files, parameters);
    const whole = found.rows.filter(({ missing }) => missing.length === 0);
    if (whole.length === 0) continue;
    const doubt = preparation.doubt(whole);
    return {
      preparation: preparation.id,
      fit: doubt === null ? 'fits' : 'possible',
      reason: doubt ?? completeOf(whole.length, found.rows),
      parameters,
    };
  }
  const { rows, unmatched } = await matchOf(preparation, files, {});
  const missing = rows[0] && `“${rows[0].key}” lacks ${rows[0].missing.join(' and ')}.`;
  // What is said of no file in particular is about all of them.
  const general = unmatched.find(({ file }) => file === '')?.reason;
  const reason = missing ?? general ?? 'No files of such kinds and names are in the project.';
  return { preparation: preparation.id, fit: 'no', reason, parameters: {} };
}

/** A file alone is no set. */
function completeOf(whole: number, rows: Matched['rows']): string {
  const alone = rows.every(({ files }) => files.length === 1);
  if (alone && whole === rows.length) return `${whole} ${whole === 1 ? 'image' : 'images'}.`;
  return `${whole} of ${rows.length} sets of files are complete.`;
}

/** What a preparation says of files that it can make nothing of is its reason, and no failure here. */
async function matchOf(
  preparation: Preparation,
  files: MatchContext,
  parameters: Parameters,
): Promise<Matched> {
  try {
    return await preparation.match(files, parameters);
  } catch (thrown) {
    const error = AbbeError.wrap(thrown);
    if (error.code !== 'invalid-input') throw error;
    return { rows: [], unmatched: [{ file: '', reason: error.message }] };
  }
}

/** The session and subject that the first file's path names, where patterns are given. */
function listed(row: MatchRow, { session, subject }: { session: string; subject: string }): MatchedRow {
  const file = row.files[0]?.source.file ?? '';
  return {
    ...row,
    files: row.files.map(({ role, source }) => ({ role, file: source.file })),
    session: session === '' ? row.session : matchPath(session, file),
    subject: subject === '' ? row.subject : matchPath(subject, file),
  };
}

async function showImages(
  { sources }: EngineContext,
  project: Project,
  { images, classes = [], maxSize }: MethodPayload<'preparation.show'>,
): Promise<MethodResult<'preparation.show'>> {
  const entries = (await project.document()).sources;
  const files = Object.fromEntries(
    entries.map(({ path, sha256, axis }) => {
      const file = project.photoFile(path);
      return [file, { file, sha256, axis }];
    }),
  );
  const loader = createImageLoader(fileAccess(sources, files), { classes, classColours: true });
  const pictures: MethodResult<'preparation.show'>['pictures'] = [];
  for (const image of images) {
    const reference = renameInImage(imageReferenceSchema.parse(image), (source) => resolve(source));
    const loaded = await loader.load(reference);
    const raster = reference.kind === 'slice' ? upright(loaded) : loaded;
    const range = raster.dtype === 'uint8' ? { min: 0, max: 255 } : percentileRange(raster);
    const small = await shrink(
      raster,
      maxSize,
      raster.dtype === 'uint8' ? undefined : range,
      reference.kind === 'classes',
    );
    pictures.push({ pixels: toPixels(small), width: raster.width, height: raster.height, ...range });
  }
  return { pictures };
}
