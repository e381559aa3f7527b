import { resolve } from 'node:path';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { Evaluation, RunRecord } from '../../contract/documents.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { MethodPayload, MethodResult } from '../../contract/methods.ts';
import { listSources } from '../formats/list-sources.ts';
import { requireSampling } from '../inference/disagreement.ts';
import { readEvaluation } from '../projects/evaluation-file.ts';
import type { Raster } from '../imaging/raster.ts';
import { layout, runLayout } from '../projects/layout.ts';
import { LossLog } from '../projects/loss-log.ts';
import type { Project } from '../projects/project.ts';
import { renameInEvaluation } from '../projects/rename-sources.ts';
import { newestStep } from '../training/checkpoint-folder.ts';
import type { EngineContext } from './context.ts';
import { generateSynthetic } from './generation.ts';
import { requireTranslation } from './generation/generating-runs.ts';
import { displayTriple, triplePixels } from './pixels.ts';
import { applyToFiles } from './runs/apply.ts';
import type { Written } from './runs/apply.ts';
import { evaluateRun } from './runs/evaluate.ts';
import { exportModel } from './runs/export/export-model.ts';
import { checkExperiment } from './runs/check-experiment.ts';
import { previewSteps, readLatestPreview, readPreview } from './runs/preview-files.ts';
import { replayRun } from './runs/replay.ts';
import { reportRun } from './runs/report.ts';
import { readTrainingImages, unlikeTraining } from './runs/training-distribution.ts';
import { partProgress } from './task-progress.ts';
import { findRun } from './runs/find-run.ts';
import type { RunReference } from './runs/find-run.ts';

type RunHandlers = Pick<Handlers, Extract<keyof Handlers, `run.${string}` | 'recipe.check'>>;

export function runHandlers(context: EngineContext): RunHandlers {
  const { runs, projects } = context;
  const open = (folder: string): Promise<Project> => projects.open(resolve(folder));
  return {
    'run.start': async (payload) => runs.start(await open(payload.project), payload),
    'recipe.check': async ({ project, ...payload }) => checkExperiment(context, await open(project), payload),
    'run.sweep': async (payload, call) => runs.sweep(await open(payload.project), payload, call),
    'run.reorder': async ({ project, runs: ids }) => ({ runs: await runs.reorder(await open(project), ids) }),
    'run.requeue': async ({ project }, call) => ({ runs: await runs.requeue(await open(project), call) }),
    'run.adjust': async ({ project, run, rates }) => runs.adjust(await open(project), run, rates),
    'run.note': async ({ project, run, note }) => runs.edit(await open(project), run, { note }),
    'run.rename': async ({ project, run, name }) =>
      runs.edit(await open(project), run, { name: name.trim() }),
    'run.remove': async ({ project, run }) => ({ runs: await runs.remove(await open(project), run) }),
    'run.restore': async ({ project, run }) => runs.restore(await open(project), run),
    'run.pause': async ({ project, run }) => runs.pause(await open(project), run),
    'run.resume': async ({ project, run }) => runs.resume(await open(project), run),
    'run.stop': async ({ project, run }) => runs.stop(await open(project), run),
    'run.list': async ({ project }) => ({ runs: await runs.list(await open(project)) }),
    'run.get': async ({ project, run }) => runs.get(await open(project), run),
    'run.losses': async ({ fromStep, ...reference }) => {
      const { runFolder } = await findFolder(context, reference);
      return { points: await new LossLog(runLayout.losses(runFolder)).read(fromStep) };
    },
    'run.previews': async (reference) => {
      const { runFolder } = await findFolder(context, reference);
      return { steps: await previewSteps(runLayout.previews(runFolder)) };
    },
    'run.preview': async ({ step = null, ...reference }) => {
      const { runFolder } = await findFolder(context, reference);
      const folder = runLayout.previews(runFolder);
      const shown = step === null ? await readLatestPreview(folder) : await readPreview(folder, step);
      return { step: shown?.step ?? null, items: shown?.items.map(triplePixels) ?? [] };
    },
    'run.replay': async ({ steps = 5, ...reference }, call) => {
      const { project, record } = await findRun(context, reference);
      return replayRun(context, { project, record, steps }, call);
    },
    'run.evaluate': async ({ split, checkpoint, output, images, vggWeights, ...reference }, call) => {
      const { project, record } = await findRun(context, reference);
      const wanted = {
        ...{ split, checkpoint, output: output ? resolve(output) : null, images: images ?? false },
        vggWeights: vggWeights ? resolve(vggWeights) : null,
      };
      return withFiles(project, await evaluateRun(context, { project, record, ...wanted }, call));
    },
    'run.evaluation': async (reference) => {
      const { project, runFolder } = await findFolder(context, reference);
      const evaluation = await readEvaluation(runLayout.evaluation(runFolder));
      return evaluation && withFiles(project, evaluation);
    },
    'run.compare': async ({ item, ...reference }, call) => compare(context, reference, item, call),
    'run.apply': async (payload, call) => apply(context, payload, call),
    'run.export': async (
      { checkpoint = 'best', size = null, authors = [], licence = null, ...payload },
      call,
    ) => {
      const found = await findRun(context, payload);
      const request = { ...found, checkpoint, size, authors, licence, output: resolve(payload.output) };
      return exportModel(context, request, call);
    },
    'run.generate': async (payload, call) => generateSynthetic(context, payload, call),
    'run.report': async ({ output, samples = null, ...reference }, call) => {
      const { project, record } = await findRun(context, reference);
      const known = await readEvaluation(runLayout.evaluation(layout.run(project.folder, record.id)));
      const current =
        known?.step === (await resultStep(project, record)) &&
        known.split === 'test' &&
        known.created !== null;
      const evaluation =
        current && known ? known : await evaluateRun(context, { project, record, split: 'test' }, call);
      const request = { project, record, evaluation, output: resolve(output), sampling: samples };
      return reportRun(context, request, call);
    },
  };
}

interface FoundRun {
  project: Project;
  record: RunRecord;
  runFolder: string;
}

async function findFolder(context: EngineContext, reference: RunReference): Promise<FoundRun> {
  const found = await findRun(context, reference);
  return { ...found, runFolder: layout.run(found.project.folder, found.record.id) };
}

/** An evaluation as it is handed out: photos as absolute paths. */
function withFiles(project: Project, evaluation: Evaluation): Evaluation {
  return renameInEvaluation(evaluation, (source) => project.photoFile(source));
}

/** The steps that the weights were trained which results are made with. */
async function resultStep({ folder }: Project, { id, step }: RunRecord): Promise<number> {
  return (await newestStep(runLayout.bestCheckpoint(layout.run(folder, id)))) ?? step;
}

async function compare(
  context: EngineContext,
  reference: RunReference,
  item: string,
  { signal }: CallContext,
): Promise<MethodResult<'run.compare'>> {
  const { project, record } = await findRun(context, reference);
  requireTranslation(record);
  const { feed } = await context.experiments.open(project, record);
  const { input, truth } = await feed.load(item);
  return context.generators.use(project.folder, record, 'best', async ({ generator }) => {
    const result = await generator.translate(input, { signal });
    return triplePixels(displayTriple({ id: item, input, result, truth }));
  });
}

async function apply(
  context: EngineContext,
  {
    files: paths,
    output: folder,
    format = 'auto',
    checkpoint: choice = 'best',
    samples: sampling = null,
    ...reference
  }: MethodPayload<'run.apply'>,
  call: CallContext,
): Promise<MethodResult<'run.apply'>> {
  const { project, record } = await findRun(context, reference);
  requireTranslation(record);
  const output = resolve(folder);
  const { files, errors } = await listSources(paths.map((path) => resolve(path)));
  const empty = errors.map(({ file, message }) => ({ file: file ?? '', reason: message }));
  const written: ({ file: string } & Written)[] = [];
  const training = await readTrainingImages(runLayout.trainingImages(layout.run(project.folder, record.id)));
  const unlike = (image: Raster): string[] => (training ? unlikeTraining(training, image) : []);
  const tell = partProgress(call, files.length);
  try {
    const onWritten = (file: string, made: Written) => void written.push({ file, ...made });
    const done = await context.generators.use(
      project.folder,
      record,
      choice,
      async ({ generator, checkpoint, step }) => {
        if (sampling !== null) requireSampling(generator, sampling);
        const common = { files, output, format, sampling, unlike, signal: call.signal, tell, onWritten };
        const failed = await applyToFiles({ run: record.id, generator, ...common });
        return { failed, checkpoint, step };
      },
    );
    call.progress({ done: files.length, total: files.length, message: 'Done', secondsLeft: 0 });
    return { ...done, written, failed: [...empty, ...done.failed] };
  } catch (thrown) {
    const error = AbbeError.wrap(thrown);
    if (error.code !== 'cancelled') throw error;
    const message = `Cancelled after ${written.length} of ${files.length} files; what was written stays in ${output}.`;
    // The caller that cancelled waits no longer for an answer: the event reaches it all the same.
    if (written.length > 0) context.emit('log.message', { level: 'info', message });
    throw new AbbeError('cancelled', message, { cause: error });
  }
}
