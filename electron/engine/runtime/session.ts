import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AbbeError } from '../../contract/errors.ts';
import type { BindingValues } from './binding.ts';
import { nodeBackend } from './tensorflow.ts';

export interface Fed {
  node: string;
  shape: number[];
  dtype: number;
  values: BindingValues;
}

let loaded = 0;

/** How many graphs this process has loaded: it grows in a step that compiles. */
export const graphsLoaded = (): number => loaded;

/** One graph loaded into TensorFlow; its variables live as long as it does. */
export class GraphSession {
  readonly #binding = nodeBackend().binding;
  #id: number | undefined;

  /**
   * @param savedModel bytes of saved_model.pb, from writeSavedModel.
   * @throws AbbeError internal with TensorFlow's own words when the graph is refused.
   */
  constructor(savedModel: Uint8Array) {
    const folder = mkdtempSync(join(tmpdir(), 'abbe-graph-'));
    try {
      writeFileSync(join(folder, 'saved_model.pb'), savedModel, { mode: 0o600 });
      this.#id = this.#binding.loadSavedModel(folder, 'serve');
      loaded += 1;
    } catch (error) {
      throw new AbbeError('internal', `The step could not be compiled: ${(error as Error).message}`, {
        cause: error,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Feeds inputs, runs, and reads the named outputs in order. */
  run(inputs: Fed[], outputs: string[]): BindingValues[] {
    if (this.#id === undefined) throw new AbbeError('internal', 'The compiled step was already disposed.');
    const ids = inputs.map(({ shape, dtype, values }) => this.#binding.createTensor(shape, dtype, values));
    try {
      const results = this.#binding.runSavedModel(
        this.#id,
        ids,
        inputs.map(({ node }) => `${node}:0`).join(','),
        outputs.map((node) => `${node}:0`).join(','),
      );
      return results.map(({ id }) => {
        const values = this.#binding.tensorDataSync(id);
        this.#binding.deleteTensor(id);
        return values;
      });
    } catch (error) {
      throw AbbeError.wrap(error);
    } finally {
      for (const id of ids) this.#binding.deleteTensor(id);
    }
  }

  dispose(): void {
    if (this.#id !== undefined) this.#binding.deleteSavedModel(this.#id);
    this.#id = undefined;
  }
}
