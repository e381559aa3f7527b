import { stat } from 'node:fs/promises';
import type { DatasetDocument } from '../../contract/datasets.ts';
import { readDataset, writeDataset } from '../projects/dataset-files.ts';
import { layout } from '../projects/layout.ts';

const kept = 2;

/**
 * The datasets last used, as they are on disk: reading and checking one of ten thousand items takes a fifth of a
 * second, too long for each key of a person who sorts images. A file that anybody has written since is read anew.
 * What comes from here is shared and must not be changed in place.
 */
export class DatasetShelf {
  readonly #documents = new Map<string, { stamp: string; dataset: DatasetDocument }>();

  /** @throws AbbeError as `readDataset`. */
  async read(folder: string, id: string): Promise<DatasetDocument> {
    const file = layout.dataset(folder, id);
    const stamp = await stampOf(file);
    const known = this.#documents.get(file);
    if (known && stamp !== null && known.stamp === stamp) return known.dataset;
    const dataset = await readDataset(folder, id);
    if (stamp !== null) this.#keep(file, stamp, dataset);
    return dataset;
  }

  async write(folder: string, dataset: DatasetDocument): Promise<void> {
    const file = layout.dataset(folder, dataset.id);
    await writeDataset(folder, dataset);
    const stamp = await stampOf(file);
    if (stamp !== null) this.#keep(file, stamp, dataset);
  }

  #keep(file: string, stamp: string, dataset: DatasetDocument): void {
    this.#documents.delete(file);
    this.#documents.set(file, { stamp, dataset });
    for (const oldest of this.#documents.keys()) {
      if (this.#documents.size <= kept) return;
      this.#documents.delete(oldest);
    }
  }
}

/** Documents are replaced whole, so that another file number stands for another content. */
async function stampOf(file: string): Promise<string | null> {
  const found = await stat(file, { bigint: true }).catch(() => null);
  return found && `${found.ino}|${found.size}|${found.mtimeNs}`;
}
