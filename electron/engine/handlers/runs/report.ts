import { basename } from 'node:path';
import type { CallContext } from '../../../contract/calls.ts';
import type { Evaluation, RunRecord } from '../../../contract/documents.ts';
import { degrade, parseDegradation } from '../../datasets/degradation.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import { LossLog } from '../../projects/loss-log.ts';
import type { Project } from '../../projects/project.ts';
import { chooseExamples } from '../../reports/choose-examples.ts';
import type { ReportExample } from '../../reports/report-content.ts';
import { writeReport } from '../../reports/write-report.ts';
import type { EngineContext } from '../context.ts';
import { taskProgress } from '../task-progress.ts';
import type { Experiment } from './experiment.ts';

export interface ReportRequest {
  project: Project;
  record: RunRecord;
  evaluation: Evaluation;
  /** Folder, absolute. */
  output: string;
}

/** Writes the report of an evaluated run. @returns the page's path. */
export async function reportRun(
  context: EngineContext,
  { project, record, evaluation, output }: ReportRequest,
  call: CallContext,
): Promise<{ page: string }> {
  const experiment = await context.experiments.open(project, record);
  const whole = await wholePhotoPair(context, project, experiment, evaluation);
  const pairs = [...(await examplePairs(experiment, evaluation)), ...(whole ? [whole] : [])];
  const tell = taskProgress(call, pairs.length + 1, () => 'Cancelled; no report was written.');
  const examples: ReportExample[] = [];
  await context.generators.use(project.folder, record, evaluation.checkpoint, async ({ generator }) => {
    for (const [i, pair] of pairs.entries()) {
      await tell(i, `Example ${pair.id}`);
      examples.push({ ...pair, result: await generator.translate(pair.input, { signal: call.signal }) });
    }
  });
  await tell(pairs.length, 'Writing the report');
  const { title, description, paper } = experiment.recipe;
  const page = await writeReport(output, {
    title: `${title} on ${experiment.dataset.name}`,
    recipe: { title, description, paper },
    project: await project.document(),
    dataset: experiment.dataset,
    record: { ...record, step: evaluation.step },
    evaluation,
    losses: await new LossLog(runLayout.losses(layout.run(project.folder, record.id))).read(),
    examples: whole ? examples.slice(0, -1) : examples,
    photo: whole ? (examples.at(-1) ?? null) : null,
    created: new Date(),
  });
  return { page };
}

type Pair = Omit<ReportExample, 'result'>;

async function examplePairs({ feed }: Experiment, evaluation: Evaluation): Promise<Pair[]> {
  return Promise.all(
    chooseExamples(evaluation).map(async ({ title, id }) => {
      const { input, truth } = await feed.load(id);
      return { title, id, input, truth };
    }),
  );
}

/** The photo of the first image evaluated, degraded as a whole; null where items are not parts of photos. */
async function wholePhotoPair(
  context: EngineContext,
  project: Project,
  { dataset }: Experiment,
  evaluation: Evaluation,
): Promise<Pair | null> {
  if (dataset.degradation === null) return null;
  const file = project.photoFile(evaluation.perImage[0]?.file ?? '');
  const truth = await context.photos.open(file);
  const input = await degrade(truth, parseDegradation(dataset.degradation));
  return { title: basename(file), id: 'whole photo', input, truth };
}
