import type { DatasetDocument } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { ImageAccess } from '../datasets/load-image.ts';
import type { PixelSource } from '../formats/pixel-source.ts';
import { readRaster } from '../formats/read-raster.ts';
import { readVolume } from '../formats/read-volume.ts';
import type { Project } from '../projects/project.ts';
import type { SourcePool } from './source-pool.ts';

/**
 * The pixels of a dataset's sources. Files whose bytes are no longer those that the dataset was made of are
 * refused: anything else would make results that nobody can repeat.
 */
export async function datasetAccess(
  pool: SourcePool,
  project: Project,
  dataset: Pick<DatasetDocument, 'name' | 'sources'>,
): Promise<ImageAccess> {
  const axes = new Map((await project.document()).sources.map(({ path, axis }) => [path, axis]));
  const hashes = new Map(dataset.sources.map(({ path, sha256 }) => [path, sha256]));
  const use = async <T>(
    name: string,
    series: number,
    action: (source: PixelSource) => Promise<T>,
  ): Promise<T> => {
    const file = project.photoFile(name);
    const sha256 = hashes.get(name);
    if (sha256 === undefined) {
      const message = `${file} is not among the sources of the dataset “${dataset.name}”; make it anew.`;
      throw new AbbeError('invalid-input', message, { file });
    }
    await pool.requireUnchanged(file, sha256);
    const axis = axes.get(name);
    return pool.use(file, { series, ...(axis && { axis }) }, action);
  };
  return {
    readRaster: (name, { series, ...index }, box) =>
      use(name, series, (source) => readRaster(source, index, box)),
    readVolume: (name, t) => use(name, 0, (source) => readVolume(source, t)),
  };
}
