import { resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Handlers } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { MethodPayload, MethodResult } from '../../contract/methods.ts';
import { encodePng } from '../formats/png.ts';
import type { ColourMap } from '../imaging/colour-map.ts';
import { inColours, tripleMontage } from '../imaging/triple-montage.ts';
import { fileError } from '../projects/file-errors.ts';
import { layout, runLayout } from '../projects/layout.ts';
import type { EngineContext } from './context.ts';
import { toPixels, triplePixels } from './pixels.ts';
import { findRun } from './runs/find-run.ts';
import type { RunReference } from './runs/find-run.ts';
import type { KeptPreview } from './runs/preview-files.ts';
import { previewSteps, readPreview } from './runs/preview-files.ts';

type TripleHandlers = Pick<Handlers, Extract<keyof Handlers, `triple.${string}`>>;

/** Source, generated and target at intervals of a run's training, as its preview pictures have kept them. */
export function tripleHandlers(context: EngineContext): TripleHandlers {
  return {
    'triple.list': async (reference) => {
      const { folder, steps } = await findPreviews(context, reference);
      const last = steps.at(-1);
      const items = last === undefined ? [] : (await readPreview(folder, last)).items.map(({ id }) => id);
      return { steps, items };
    },
    'triple.get': async ({ step, map = 'grey', ...reference }) => {
      const { folder } = await findPreviews(context, reference);
      const { items } = await readPreview(folder, step);
      return { step, items: items.map((item) => triplePixels(coloured(item, map))) };
    },
    'triple.montage': (payload) => montage(context, payload),
  };
}

async function montage(
  context: EngineContext,
  { item = null, rows = 6, map = 'grey', output = null, ...reference }: MethodPayload<'triple.montage'>,
): Promise<MethodResult<'triple.montage'>> {
  const { folder, steps, run } = await findPreviews(context, reference);
  if (steps.length === 0) {
    throw new AbbeError('not-found', `The run ${run} has kept no triples yet: they come as it is trained.`);
  }
  const shown = await Promise.all(
    evenly(steps, rows).map(async (step) => ({ step, ...find(await readPreview(folder, step), item) })),
  );
  const last = shown.at(-1) as (typeof shown)[number];
  const range = last.ranges?.truth ?? null;
  const labelled = shown.map((triple) => ({ ...triple, label: `step ${triple.step}` }));
  const picture = await tripleMontage(labelled, map, range);
  const written = output === null ? null : resolve(output);
  if (written !== null) {
    await writeFileAtomic(written, await encodePng(picture)).catch((thrown: unknown) => {
      throw fileError(written, 'written', thrown);
    });
  }
  return { item: last.id, steps: shown.map(({ step }) => step), range, pixels: toPixels(picture), written };
}

/** `count` of the values, evenly spaced, the first and the last among them; of one the last. */
export function evenly<T>(values: readonly T[], count: number): T[] {
  if (count >= values.length) return [...values];
  if (count === 1) return values.slice(-1);
  const last = values.length - 1;
  return Array.from({ length: count }, (_, i) => values[Math.round((i * last) / (count - 1))] as T);
}

function find({ step, items }: { step: number; items: KeptPreview[] }, id: string | null): KeptPreview {
  const found = id === null ? items[0] : items.find((item) => item.id === id);
  if (found) return found;
  const known = items.map((item) => `“${item.id}”`).join(', ');
  throw new AbbeError(
    'not-found',
    `There is no triple of ${id === null ? 'any example' : `“${id}”`} at step ${step}; there is ${known || 'none'}.`,
  );
}

function coloured(triple: KeptPreview, map: ColourMap): KeptPreview {
  const { input, result, truth } = triple;
  return {
    ...triple,
    input: inColours(input, map),
    result: inColours(result, map),
    truth: inColours(truth, map),
  };
}

async function findPreviews(
  context: EngineContext,
  reference: RunReference,
): Promise<{ folder: string; steps: number[]; run: string }> {
  const { project, record } = await findRun(context, reference);
  const folder = runLayout.previews(layout.run(project.folder, record.id));
  return { folder, steps: await previewSteps(folder), run: record.id };
}
