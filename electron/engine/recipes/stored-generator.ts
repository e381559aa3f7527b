import { AbbeError } from '../../contract/errors.ts';
import type { Program } from '../runtime/program.ts';
import { createProgram } from '../runtime/program.ts';
import { VariableStore } from '../runtime/variables.ts';
import type { ExperimentOptions } from './recipe.ts';

interface Built<T> {
  output: T;
  dispose(): void;
}

/** A generator that is built when its weights come, because they say what images it is for. */
export class StoredGenerator<T> {
  readonly #build: (variables: ReadonlyMap<string, Float32Array>) => Built<T>;
  #built: Built<T> | undefined;

  constructor(build: (variables: ReadonlyMap<string, Float32Array>) => Built<T>) {
    this.#build = build;
  }

  /** @throws AbbeError internal before the weights were imported. */
  get output(): T {
    if (!this.#built) throw new AbbeError('internal', 'The generator has no weights yet: import them first.');
    return this.#built.output;
  }

  /** @throws AbbeError invalid-input where the weights do not fit. */
  import(variables: ReadonlyMap<string, Float32Array>): void {
    this.dispose();
    this.#built = this.#build(variables);
  }

  dispose(): void {
    this.#built?.dispose();
    this.#built = undefined;
  }
}

/**
 * A network with stored weights in a program of its own.
 * @param options.make builds it in the store and says which weights it takes.
 */
export function buildStored<T>({
  seed,
  mode,
  make,
}: {
  seed: number;
  mode: ExperimentOptions['mode'] | undefined;
  make(store: VariableStore): { weights: Map<string, Float32Array>; output(program: Program): T };
}): Built<T> {
  const store = new VariableStore(seed);
  const { weights, output } = make(store);
  const program = createProgram({ variables: store, seed, ...(mode ? { mode } : {}) });
  const dispose = (): void => {
    program.dispose();
    store.dispose();
  };
  try {
    program.import(weights);
  } catch (thrown) {
    dispose();
    throw thrown;
  }
  return { output: output(program), dispose };
}

/** Of weights that lack what they should say of themselves. @param what e.g. "images". */
export function unfitWeights(what: string): AbbeError {
  return new AbbeError(
    'invalid-input',
    `These weights do not fit the network: they do not say what ${what} they are for.`,
  );
}
