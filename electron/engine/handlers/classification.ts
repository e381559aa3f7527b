import { resolve } from 'node:path';
import { z } from 'zod';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { Classification } from '../../contract/classification.ts';
import type { DatasetDocument, Parameters } from '../../contract/datasets.ts';
import type { MethodPayload } from '../../contract/methods.ts';
import type { SystemInfo } from '../../contract/system.ts';
import { chooseItems } from '../classification/choose-items.ts';
import type { Chosen } from '../classification/choose-items.ts';
import { classifiers, findClassifier, resolveClassifier } from '../classification/classifiers.ts';
import { crossValidate } from '../classification/cross-validate.ts';
import { dealFolds } from '../classification/folds.ts';
import type { Folds } from '../classification/folds.ts';
import type { ImageSet } from '../classification/image-set.ts';
import { compareAll, listPredictions, scoreInput } from '../classification/score-inputs.ts';
import type { InputFolds } from '../classification/score-inputs.ts';
import { parseDegradation } from '../datasets/degradation.ts';
import { createPairFeed } from '../datasets/pair-feed.ts';
import {
  classificationFolder,
  createClassificationFolder,
  listClassifications,
} from '../projects/classification-files.ts';
import { readDataset } from '../projects/dataset-files.ts';
import type { Project } from '../projects/project.ts';
import type { ClassifiedImages } from './classification/classified-images.ts';
import {
  degradationOfRuns,
  findInputs,
  gatherInput,
  overlapNotes,
} from './classification/classified-images.ts';
import { readPredictions } from './classification/read-predictions.ts';
import { classificationFiles, writeResults } from './classification/write-classification.ts';
import type { EngineContext } from './context.ts';
import { datasetAccess } from './dataset-access.ts';
import { stagedProgress } from './task-progress.ts';

type Payload = MethodPayload<'classification.run'>;

export function classificationHandlers(
  context: EngineContext,
): Pick<Handlers, 'classifier.list' | Extract<keyof Handlers, `classification.${string}`>> {
  return {
    'classifier.list': async () => ({
      classifiers: classifiers.map(({ id, title, description, paper, schema, presets }) => {
        const parameters = z.toJSONSchema(schema, { io: 'input' });
        return { id, title, description, paper, schema: parameters, presets };
      }),
    }),
    'classification.run': async (payload, call) => {
      const project = await context.projects.open(resolve(payload.project));
      // The lock first: minutes of work would be in vain where another engine has it.
      return project.locked(() => classify(context, project, payload, call));
    },
    'classification.list': async ({ project: folder }) => {
      const project = await context.projects.open(resolve(folder));
      const { classifications, problems } = await listClassifications(project.folder);
      for (const { message } of problems) context.emit('log.message', { level: 'warning', message });
      return { classifications };
    },
    'classification.predictions': async ({ project: folder, classification }) => {
      const project = await context.projects.open(resolve(folder));
      return { predictions: await readPredictions(classificationFolder(project.folder, classification)) };
    },
  };
}

/** All that can be known to fail fails before the first image is read. */
async function classify(
  context: EngineContext,
  project: Project,
  payload: Payload,
  call: CallContext,
): Promise<Classification> {
  const started = performance.now();
  const { classifier: id = 'small', seed = 1 } = payload;
  const classifier = findClassifier(id);
  const { parameters, training } = resolveClassifier(classifier, payload.parameters ?? {});
  const dataset = await readDataset(project.folder, payload.dataset);
  const chosen = chooseItems(dataset.items, training.perClass, seed);
  const contents = new Map(dataset.sources.map(({ path, sha256 }) => [path, sha256]));
  const { by } = dataset.splitting;
  const dealt = dealFolds(chosen.items, contents, { by, seed }, training.folds);
  const inputs = await findInputs(context, project, payload.inputs);
  const degradation = await degradationFor(project, dataset, inputs, payload.degradation ?? null);
  const info = await context.systemInfo();

  const tell = stagedProgress(call, () => 'Cancelled; nothing was written.');
  const images = await gatherAll(context, project, { dataset, chosen, degradation, inputs, side: training.side }, call); // prettier-ignore
  const common = { classifier, parameters, training, seed, tell };
  const work = { images, labels: chosen.labels, classes: chosen.classes.length, folds: dealt.folds };
  const { parameterCount, results } = await crossValidate({ ...common, ...work });
  const created = new Date();
  const notes = [...chosen.notes, ...rareNotes(chosen, dealt)];
  for (const input of inputs) notes.push(...(await overlapNotes(project, dataset, chosen.items, input)));
  const document: Classification = {
    format: 'abbe-classification',
    version: 1,
    id: await createClassificationFolder(project.folder, classifier.id, created),
    created: created.toISOString(),
    dataset: dataset.id,
    sources: dataset.sources,
    classifier: classifier.id,
    network: { id: classifier.network(parameters).id, parameters: parameterCount },
    parameters,
    degradation,
    seed,
    ...describeData(chosen, dealt, by),
    ...scoreAll(inputs, chosen, dealt, results, seed),
    versions: versionsOf(info),
    device: info.devices.find(({ kind }) => kind === 'gpu')?.name ?? info.cpu.model,
    seconds: (performance.now() - started) / 1000,
    notes,
    files: classificationFiles,
  };
  const labelled = labelledOf(chosen, dealt);
  await writeResults(project.folder, document, listPredictions(labelled, foldsOf(inputs, results)));
  return document;
}

/** What makes `lr`: as asked for, the dataset's, what a run has learned to undo, or the usual one. */
async function degradationFor(
  project: Project,
  dataset: DatasetDocument,
  inputs: readonly ClassifiedImages[],
  asked: Parameters | null,
): Promise<Parameters | null> {
  const asksForIt = inputs.some(({ input }) => input !== 'hr');
  if (!asksForIt || dataset.items.every(({ input }) => input !== null)) return null;
  return parseDegradation(asked ?? dataset.degradation ?? (await degradationOfRuns(project, inputs)) ?? {});
}

/** Where nobody asks for low resolution, a filter that changes nothing saves the time of one that does. */
const nothing: Parameters = { kernelSize: 1, sigma: 0 };

interface ToGather {
  dataset: DatasetDocument;
  chosen: Chosen;
  degradation: Parameters | null;
  inputs: readonly ClassifiedImages[];
  side: number;
}

async function gatherAll(
  context: EngineContext,
  project: Project,
  { dataset, chosen: { items }, degradation, inputs, side }: ToGather,
  call: CallContext,
): Promise<Map<string, ImageSet>> {
  const access = await datasetAccess(context.sources, project, dataset);
  const feed = createPairFeed(
    { items: [...items], degradation: degradation ?? nothing, classes: dataset.classes },
    access,
  );
  const tell = stagedProgress(call, () => 'Cancelled; nothing was written.');
  const images = new Map<string, ImageSet>();
  for (const input of inputs) {
    const set = await gatherInput(context, project, input, { feed, items, side, tell }, call);
    images.set(input.input, set);
  }
  return images;
}

function describeData(
  { classes, labels }: Chosen,
  { folds, groups }: Folds,
  by: DatasetDocument['splitting']['by'],
): Pick<Classification, 'classes' | 'images' | 'groups' | 'folds'> {
  const images = classes.map((label, i) => [label, labels.filter((own) => own === i).length]);
  return {
    classes: [...classes],
    images: Object.fromEntries(images) as Record<string, number>,
    groups: { by, n: new Set(groups).size },
    folds: folds.map(({ training, validation, test }) => ({
      training: training.length,
      validation: validation.length,
      test: test.length,
    })),
  };
}

function scoreAll(
  inputs: readonly ClassifiedImages[],
  chosen: Chosen,
  dealt: Folds,
  results: ReadonlyMap<string, InputFolds['folds']>,
  seed: number,
): Pick<Classification, 'inputs' | 'comparisons'> {
  const images = labelledOf(chosen, dealt);
  const folds = foldsOf(inputs, results);
  return {
    inputs: folds.map((input) => scoreInput(images, input, seed)),
    comparisons: compareAll(images, folds, seed),
  };
}

function labelledOf({ items, classes, labels }: Chosen, { groups }: Folds) {
  return { ids: items.map(({ id }) => id), classes, labels, groups };
}

function foldsOf(
  inputs: readonly ClassifiedImages[],
  results: ReadonlyMap<string, InputFolds['folds']>,
): InputFolds[] {
  return inputs.map(({ input, description }) => ({ input, description, folds: results.get(input) ?? [] }));
}

/** Classes that a fold cannot learn, because all its images lie in photos that it holds out. */
function rareNotes({ classes, labels }: Chosen, { folds }: Folds): string[] {
  return classes.flatMap((label, i) => {
    const without = folds.filter(({ training }) => !training.some((at) => labels[at] === i)).length;
    if (without === 0) return [];
    return [`${label} is in so few photos that ${without} of ${folds.length} folds train without it.`];
  });
}

function versionsOf({ abbe, tensorflow, tfjs, node, platform }: SystemInfo): Record<string, string> {
  return { abbe, tensorflow: `${tensorflow.version} (${tensorflow.variant})`, tfjs, node, platform };
}
