import { resolve } from 'node:path';
import type { CallContext } from '../../../../contract/calls.ts';
import type { RunRecord } from '../../../../contract/documents.ts';
import { AbbeError } from '../../../../contract/errors.ts';
import type { ExportedModel, ModelLicence } from '../../../../contract/export-methods.ts';
import { undoScaling } from '../../../imaging/normalise.ts';
import type { Raster } from '../../../imaging/raster.ts';
import type { ExportedTensor } from '../../../recipes/exported-network.ts';
import { readDataset } from '../../../projects/dataset-files.ts';
import { readEvaluation } from '../../../projects/evaluation-file.ts';
import { layout, runLayout } from '../../../projects/layout.ts';
import type { Project } from '../../../projects/project.ts';
import { loadTensorFlow } from '../../../runtime/tensorflow.ts';
import type { Size } from '../../../training/buckets.ts';
import type { EngineContext } from '../../context.ts';
import { taskProgress } from '../../task-progress.ts';
import { findRecipe } from '../experiment.ts';
import type { CheckpointChoice } from '../fine-tune.ts';
import type { RecipeGenerator } from '../../../recipes/recipe.ts';
import { displayTriple } from '../../pixels.ts';
import { exampleOf, fitted } from './example.ts';
import type { Example } from './example.ts';
import type { ModelContent } from './model-description.ts';
import { fillPackage } from './package-content.ts';
import type { Tried } from './try-network.ts';
import { tryNetwork } from './try-network.ts';
import { requireFree, writePackage } from './write-model.ts';

export interface ExportModelRequest {
  project: Project;
  record: RunRecord;
  checkpoint: CheckpointChoice;
  /** A folder that is not there yet, or a file that ends in .zip. */
  output: string;
  size: Size | null;
  authors: readonly string[];
  licence: ModelLicence | null;
}

/**
 * Writes a run's generator for other programs (decision 0079).
 * @throws AbbeError invalid-input where the place is taken or the network cannot take the size; not-found without a
 *   checkpoint; cancelled.
 */
export async function exportModel(
  context: EngineContext,
  request: ExportModelRequest,
  call: CallContext,
): Promise<ExportedModel> {
  const { project, record, checkpoint } = request;
  const output = resolve(request.output);
  await requireFree(output);
  const tell = taskProgress(call, 4, () => 'Cancelled; nothing was written.');
  await tell(0, 'Reading an image of the dataset');
  const dataset = await readDataset(project.folder, record.dataset);
  const generates = findRecipe(record.recipe).task === 'generation';
  return context.generators.use(project.folder, record, checkpoint, async (loaded) => {
    const example = generates ? null : await exampleOf(context, project, record);
    await tell(1, 'Recording the network');
    const network = loaded.generator.exported({ size: request.size, image: example?.input ?? null });
    const savedModel = network.freeze();
    await tell(2, 'Trying what was recorded');
    const tried = tryNetwork(network, savedModel, { image: example?.input ?? null, seed: record.seed });
    const content = await contentOf(request, { dataset, network, example, step: loaded.step });
    const shown = await picturesOf(loaded.generator, tried, { example, content });
    const evaluation = await readEvaluation(runLayout.evaluation(layout.run(project.folder, record.id)));
    await tell(3, 'Writing the model');
    const files = await writePackage(output, async (folder) => {
      await fillPackage(folder, { content, savedModel, tried, shown, evaluation });
      // A cancellation is seen before the package appears.
      await tell(4, 'Done');
    });
    return {
      ...{ path: output, files, checkpoint: loaded.checkpoint, step: loaded.step },
      ...{ input: shapeIn(network.input), output: shapeIn(network.output), difference: tried.difference },
    };
  });
}

const shapeIn = ({ width, height, channels }: ExportedTensor) => ({ width, height, channels });

async function contentOf(
  { record, authors, licence }: ExportModelRequest,
  found: Pick<ModelContent, 'dataset' | 'network' | 'step'> & { example: Example | null },
): Promise<ModelContent> {
  const { example, ...rest } = found;
  const { width = 0, height = 0 } = example?.input ?? {};
  const { version } = await loadTensorFlow();
  if (version === null) throw new AbbeError('internal', 'TensorFlow does not say which version it is.');
  return {
    ...{ ...rest, recipe: findRecipe(record.recipe), record, authors, licence },
    example: example && { id: example.id, split: example.split },
    pixelSize: example?.pixelSize ?? null,
    tiled: width > rest.network.input.width || height > rest.network.input.height,
    tensorflow: version,
    created: new Date(),
  };
}

/** What goes in and what comes out as pictures for display, in one contrast; of noise only what comes out. */
async function picturesOf(
  generator: RecipeGenerator,
  { image, output: data }: Tried,
  { example, content }: { example: Example | null; content: ModelContent },
): Promise<Raster[]> {
  const { network, record } = content;
  if (!image || !example) return (await generator.generate?.({ seed: record.seed, from: 0, count: 1 })) ?? [];
  const { output } = network;
  const result = undoScaling(data, { ...output, channels: output.channels === 3 ? 3 : 1 }, inFileNumbers);
  const shown = displayTriple({ id: example.id, input: image, result, truth: fitted(example.truth, output) });
  return [shown.input, shown.result];
}

/** Of what has been brought to them. */
const inFileNumbers = { offset: 0, scale: 1 };
