import type { DatasetItem } from '../../../../contract/datasets.ts';
import type { Evaluation } from '../../../../contract/documents.ts';
import { errorMap } from '../../../imaging/error-map.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { upright } from '../../../imaging/volume/slices.ts';
import { disagreement } from '../../../inference/disagreement.ts';
import type { Sampling } from '../../../inference/disagreement.ts';
import type { ReportExample } from '../../../reports/report-content.ts';
import { chooseExamples } from '../../../reports/choose-examples.ts';
import { TrustCollector } from '../../../reports/trust-measures.ts';
import type { TrustMeasures } from '../../../reports/trust-measures.ts';
import type { Tell } from '../../task-progress.ts';
import type { Experiment } from '../experiment.ts';
import type { Generator } from '../generator-pool.ts';
import { baselineOf } from '../evaluation/scored-pair.ts';
import { pixelSizeOf } from './pixel-size.ts';
import type { OpenSource } from './pixel-size.ts';

/** Images that are looked at once more: what they tell of all pixels changes little with more. */
export const mostImages = 64;

export interface PassRequest {
  experiment: Experiment;
  evaluation: Evaluation;
  generator: Generator;
  open: OpenSource;
  /** What the examples' disagreement is over; null: without it. */
  sampling: Sampling | null;
  signal: AbortSignal;
  tell: Tell;
}

/** The examples, and what pixels tell that the evaluation's scores do not. */
export interface HeldOut {
  examples: ReportExample[];
  trust: TrustMeasures;
}

/** The held-out images that `passOver` looks at: the examples, and others evenly spread. */
export function imagesToPass({ perImage }: Pick<Evaluation, 'perImage'>): string[] {
  const step = Math.max(1, perImage.length / mostImages);
  const spread = Array.from(
    { length: Math.min(perImage.length, mostImages) },
    (_, i) => perImage[Math.floor(i * step)]?.id ?? '',
  );
  return [...new Set([...chooseExamples({ perImage }).map(({ id }) => id), ...spread])];
}

/** Makes results of held-out images once more, one at a time, and keeps those of the examples alone. */
export async function passOver(request: PassRequest): Promise<HeldOut> {
  const { experiment, evaluation, generator, signal, tell } = request;
  const { feed } = experiment;
  const items = new Map(feed.items.map((item) => [item.id, item]));
  const titles = new Map(chooseExamples(evaluation).map(({ id, title }) => [id, title]));
  const ids = imagesToPass(evaluation).filter((id) => items.has(id));
  const trust = new TrustCollector(ids.length, evaluation.perImage.length);
  const examples: ReportExample[] = [];
  for (const [i, id] of ids.entries()) {
    await tell(i, `Looking at ${id}`);
    const { input, truth } = await feed.load(id);
    const result = await generator.translate(input, { signal });
    const item = items.get(id) as DatasetItem;
    // The colours of classes are no intensities.
    const isClassMap = item.input?.kind === 'classes';
    const baseline = isClassMap ? null : baselineOf({ input, truth }, feed.inputScaling);
    trust.add(id, { input: baseline && likeTruth(baseline, truth), result, truth });
    const title = titles.get(id);
    if (title === undefined) continue;
    const pixelSize = await pixelSizeOf(item.target, request.open);
    const deviation = await disagreementOf(request, input);
    const shown = { input: baseline ?? input, result, truth, disagreement: deviation };
    examples.push({ title, id, pixelSize, ...standing(item, shown) });
  }
  return { examples, trust: trust.finish() };
}

/** Of colours the mean of the channels' deviations. */
async function disagreementOf(
  { generator, sampling, signal }: PassRequest,
  input: Raster,
): Promise<Raster | null> {
  if (sampling === null) return null;
  const { deviation } = await disagreement(generator, input, sampling, { signal });
  return errorMap(deviation, { ...deviation, data: new Float32Array(deviation.data.length) });
}

/** Null where an input has other channels than its truth: its pixels are then no pairs. */
function likeTruth(input: Raster, truth: Raster): Raster | null {
  return input.channels === truth.channels ? input : null;
}

type Shown = Pick<ReportExample, 'input' | 'result' | 'truth' | 'disagreement'>;

/** Slices of volumes are shown with the anterior, or the head, at the top. */
function standing({ target }: DatasetItem, shown: Shown): Shown {
  if (target.kind !== 'slice') return shown;
  const { input, result, truth, disagreement: deviation } = shown;
  return {
    input: upright(input),
    result: upright(result),
    truth: upright(truth),
    disagreement: deviation && upright(deviation),
  };
}
