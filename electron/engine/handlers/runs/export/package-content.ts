import { stringify } from 'yaml';
import type { Evaluation } from '../../../../contract/documents.ts';
import { runRecordSchema } from '../../../../contract/documents.ts';
import { encodeNpy } from '../../../formats/npy.ts';
import type { Raster } from '../../../imaging/raster.ts';
import { documentText } from '../../../projects/json-document.ts';
import type { DescribedFile, ModelContent, ModelFiles } from './model-description.ts';
import { modelDescription } from './model-description.ts';
import { licenceNote, modelReadme } from './model-readme.ts';
import { coverPicture, writeSample } from './pictures.ts';
import type { ExportedTensor } from '../../../recipes/exported-network.ts';
import type { Tried } from './try-network.ts';
import { shapeOf } from './try-network.ts';
import type { PackageFolder } from './write-model.ts';
import { zipSavedModel } from './write-model.ts';

export interface PackageParts {
  content: ModelContent;
  savedModel: Uint8Array;
  tried: Tried;
  /** Input and result, or of noise the result alone, as 8-bit pictures. */
  shown: readonly Raster[];
  /** Null where the run was not evaluated. */
  evaluation: Evaluation | null;
}

/** Writes all files of a model, the description last, as it holds the hashes of the others. */
export async function fillPackage(folder: PackageFolder, parts: PackageParts): Promise<void> {
  const { content, tried, shown, evaluation } = parts;
  const { record, network, pixelSize, licence } = content;
  const { input, output } = network;
  const made = tried.image && {
    ...tried.image,
    ...sizeOf(output),
    dtype: 'float32' as const,
    data: tried.output,
  };
  const sample = async (name: string, image: Raster | null): Promise<DescribedFile | null> =>
    image ? folder.add(name, (path) => writeSample(path, image, pixelSize)) : null;
  const type = tried.image?.dtype ?? 'float32';
  const files: ModelFiles = {
    weights: await folder.add('tensorflow_saved_model.zip', await zipSavedModel(parts.savedModel)),
    readme: await folder.add('README.md', modelReadme(content, tried, evaluation)),
    covers: shown.length > 0 ? [await folder.add('cover.png', await coverPicture(shown))] : [],
    testInput: await folder.add('test-input.npy', encodeNpy(type, shapeOf(input), tried.input)),
    testOutput: await folder.add('test-output.npy', encodeNpy('float32', shapeOf(output), tried.output)),
    sampleInput: await sample('sample-input.tif', tried.image),
    sampleOutput: await sample('sample-output.tif', made),
    attachments: [
      await folder.add('run.json', documentText(runRecordSchema, record)),
      await folder.add('dataset.json', `${JSON.stringify(datasetSummary(content), null, 2)}\n`),
      await folder.add('LICENSE.txt', licenceNote(licence)),
    ],
  };
  const description = modelDescription(content, files, toleranceOf(tried.output, output));
  await folder.add('rdf.yaml', stringify(description, { lineWidth: 0, aliasDuplicateObjects: false }));
}

const sizeOf = ({
  width,
  height,
  channels,
}: ExportedTensor): Pick<Raster, 'width' | 'height' | 'channels'> => ({
  width,
  height,
  channels: channels === 3 ? 3 : 1,
});

/** A ten-thousandth in the network's numbers; the format takes a hundredth of the largest pixel at most. */
function toleranceOf(values: Float32Array, { scaling }: ExportedTensor): number {
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  return Math.min(1e-4 * (scaling?.scale ?? 1), 0.009 * largest);
}

/** How the data were made, split and normalised, without the images. */
function datasetSummary({ dataset, record, network }: ModelContent) {
  const { name, preparation, degradation, splitting, normalisation, classes, sources } = dataset;
  return {
    ...{ name, preparation, degradation, splitting, normalisation, classes, sources },
    items: record.data?.counts ?? null,
    network: { input: network.input, output: network.output },
  };
}
