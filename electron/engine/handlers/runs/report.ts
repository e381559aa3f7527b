import { basename } from 'node:path';
import type { CallContext } from '../../../contract/calls.ts';
import type { Evaluation, RunRecord } from '../../../contract/documents.ts';
import { degrade, parseDegradation } from '../../datasets/degradation.ts';
import { listClassifications } from '../../projects/classification-files.ts';
import { describeSampling, requireSampling } from '../../inference/disagreement.ts';
import type { Sampling } from '../../inference/disagreement.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import { LossLog } from '../../projects/loss-log.ts';
import type { Project } from '../../projects/project.ts';
import type { Gallery, ReportContent, ReportExample } from '../../reports/report-content.ts';
import { writeReport } from '../../reports/write-report.ts';
import type { EngineContext } from '../context.ts';
import { taskProgress } from '../task-progress.ts';
import type { Experiment } from './experiment.ts';
import type { Generator } from './generator-pool.ts';
import { imagesToPass, passOver } from './report/held-out-pass.ts';
import { sourcesOf } from './report/pixel-size.ts';

export interface ReportRequest {
  project: Project;
  record: RunRecord;
  evaluation: Evaluation;
  /** Folder, absolute. */
  output: string;
  /** What the examples' disagreement is over; null: without it. */
  sampling: Sampling | null;
}

/** Classifications in a report: more than these are a matter of their own. */
const mostClassifications = 3;

/** Images of each kind beside each other, where there is no truth to each. */
const gallerySize = 8;

/** Writes the report of an evaluated run. @returns the page's path. */
export async function reportRun(
  context: EngineContext,
  request: ReportRequest,
  call: CallContext,
): Promise<{ page: string }> {
  const { project, record, evaluation, output, sampling } = request;
  const experiment = await context.experiments.open(project, record);
  const images = imagesToPass(evaluation).length;
  const tell = taskProgress(call, images + 2, () => 'Cancelled; no report was written.');
  const open = await sourcesOf(context, project, experiment.dataset);
  const shown = await context.generators.use(
    project.folder,
    record,
    evaluation.checkpoint,
    async ({ generator }): Promise<Pick<ReportContent, 'examples' | 'trust' | 'photo' | 'gallery'>> => {
      const common = { experiment, evaluation, generator, signal: call.signal };
      if (evaluation.task === 'generation') {
        await tell(0, 'Making images from noise');
        return { examples: [], trust: null, photo: null, gallery: await galleryOf(common, record) };
      }
      if (sampling !== null) requireSampling(generator, sampling);
      const held = await passOver({ ...common, open, tell, sampling });
      await tell(images, 'A whole photo');
      return { ...held, photo: await wholePhoto(context, project, common), gallery: null };
    },
  );
  await tell(images + 1, 'Writing the report');
  const { title, description, paper } = experiment.recipe;
  const page = await writeReport(output, {
    title: `${title} on ${experiment.dataset.name}`,
    recipe: { title, description, paper },
    project: await project.document(),
    dataset: experiment.dataset,
    record: { ...record, step: evaluation.step },
    evaluation,
    losses: await new LossLog(runLayout.losses(layout.run(project.folder, record.id))).read(),
    ...shown,
    disagreementOf: sampling && shown.examples.length > 0 ? disagreementSentence(sampling) : null,
    classifications: await classificationsOf(project, record),
    created: new Date(),
  });
  return { page };
}

function disagreementSentence(sampling: Sampling): string {
  return `Disagreement: the standard deviation of the results over ${describeSampling(sampling)}, on the examples. Where it is high the network is not sure; where it is low it may still be wrong, as all can err alike.`;
}

/** Those of the run's results first, then those of its dataset, newest first. */
async function classificationsOf(
  project: Project,
  { id, dataset }: RunRecord,
): Promise<ReportContent['classifications']> {
  const { classifications } = await listClassifications(project.folder);
  const newest = classifications.toReversed();
  const uses = (input: string): boolean => input === id || input.includes(id);
  const ofRun = newest.filter(({ inputs }) => inputs.some(({ input }) => uses(input)));
  const ofDataset = newest.filter((each) => each.dataset === dataset && !ofRun.includes(each));
  return [...ofRun, ...ofDataset].slice(0, mostClassifications);
}

interface Translating {
  experiment: Experiment;
  evaluation: Evaluation;
  generator: Generator;
  signal: AbortSignal;
}

/** The photo of the first image evaluated, degraded as a whole; null where items are not parts of photos. */
async function wholePhoto(
  context: EngineContext,
  project: Project,
  { experiment: { dataset }, evaluation, generator, signal }: Translating,
): Promise<ReportExample | null> {
  const first = evaluation.perImage[0];
  if (dataset.degradation === null || !first || first.box === null) return null;
  const file = project.photoFile(first.file);
  const truth = await context.photos.open(file);
  const input = await degrade(truth, parseDegradation(dataset.degradation));
  const result = await generator.translate(input, { signal });
  const title = basename(file);
  return { title, id: 'whole photo', input, result, truth, disagreement: null, pixelSize: null };
}

/** The first images of the run's seed, and as many held-out ones of their size. */
async function galleryOf(
  { experiment: { feed, recipe }, evaluation: { split }, generator, signal }: Translating,
  { seed, parameters }: RunRecord,
): Promise<Gallery | null> {
  const generated = await generator.generate?.({ seed, from: 0, count: gallerySize }, { signal });
  if (!generated) return null;
  const real = await recipe.realImages?.({ parameters, seed, feed, split, count: gallerySize });
  return { generated, real: real ?? [] };
}
