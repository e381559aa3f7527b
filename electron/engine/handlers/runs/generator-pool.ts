import type { RunRecord } from '../../../contract/documents.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import type { RecipeGenerator } from '../../recipes/recipe.ts';
import { newestStep } from '../../training/checkpoint-folder.ts';
import { findRecipe } from './experiment.ts';
import type { CheckpointChoice } from './fine-tune.ts';
import { chooseCheckpoint } from './fine-tune.ts';

/** What makes results of images, or of noise. */
export type Generator = Omit<RecipeGenerator, 'exported'>;

/** A generator with the weights of one of a run's checkpoints. */
export interface LoadedGenerator<G = Generator> {
  generator: G;
  checkpoint: CheckpointChoice;
  /** Steps that its weights were trained. */
  step: number;
}

type Loaded = LoadedGenerator<RecipeGenerator>;

interface Entry {
  key: string;
  loaded: Promise<Loaded>;
  users: number;
}

/** Runs side by side are asked in turn, image by image; building a generator anew for each takes seconds. */
const mostKept = 3;

/**
 * Generators apart from training: what evaluates, compares and applies a run takes one from here, so that a
 * run under way goes on undisturbed. The last few are kept.
 */
export class GeneratorPool {
  readonly #prepare: () => Promise<unknown>;
  /** The one used last at the end. */
  #kept: Entry[] = [];

  /** @param prepare loads TensorFlow. */
  constructor(prepare: () => Promise<unknown>) {
    this.#prepare = prepare;
  }

  /**
   * Runs an action with the generator of a run as its best checkpoint has it, or its newest where that is asked
   * for or nothing was validated.
   * @throws AbbeError not-found where the run has no checkpoint yet.
   */
  async use<T>(
    folder: string,
    record: RunRecord,
    choice: CheckpointChoice,
    action: (loaded: Loaded) => Promise<T>,
  ): Promise<T> {
    const entry = await this.#enter(folder, record, choice);
    try {
      return await action(await entry.loaded);
    } finally {
      entry.users -= 1;
      if (!this.#kept.includes(entry)) await disposeUnused(entry);
    }
  }

  async close(): Promise<void> {
    const kept = this.#kept;
    this.#kept = [];
    await Promise.all(kept.map(disposeUnused));
  }

  /** The entry of a run's checkpoint, with one more user: before anyone else could dispose it. */
  async #enter(folder: string, record: RunRecord, choice: CheckpointChoice): Promise<Entry> {
    const run = layout.run(folder, record.id);
    const best = await newestStep(runLayout.bestCheckpoint(run));
    const last = await newestStep(runLayout.checkpoints(run));
    const key = [run, choice, choice === 'best' ? (best ?? last) : last].join('|');
    const known = this.#kept.find((each) => each.key === key);
    const entry: Entry = known ?? { key, loaded: this.#load(folder, record, choice), users: 0 };
    entry.users += 1;
    this.#kept = [...this.#kept.filter((each) => each !== entry), entry];
    if (known) return entry;
    entry.loaded.catch(() => (this.#kept = this.#kept.filter((each) => each !== entry)));
    const tooMany = this.#kept.splice(0, Math.max(0, this.#kept.length - mostKept));
    await Promise.all(tooMany.map(disposeUnused));
    return entry;
  }

  async #load(folder: string, record: RunRecord, choice: CheckpointChoice): Promise<Loaded> {
    const recipe = findRecipe(record.recipe);
    const { kind, checkpoint } = await chooseCheckpoint(folder, record, choice);
    await this.#prepare();
    const generator = await recipe.createGenerator({ parameters: record.parameters, seed: record.seed });
    try {
      generator.import(checkpoint.variables);
    } catch (thrown) {
      generator.dispose();
      throw thrown;
    }
    return { generator, checkpoint: kind, step: checkpoint.step };
  }
}

async function disposeUnused(entry: Entry): Promise<void> {
  if (entry.users > 0) return;
  await entry.loaded.then(
    ({ generator }) => generator.dispose(),
    () => undefined,
  );
}
