import type { Tensor, Variable } from './tensorflow.ts';
import { tf } from './tensorflow.ts';

export type Shape = readonly number[];

/** How a variable begins: a constant, normal noise with a standard deviation, or given values. */
export type Initialiser =
  | { kind: 'constant'; value: number }
  | { kind: 'normal'; standardDeviation: number }
  | { kind: 'uniform'; limit: number }
  | { kind: 'values'; values: Float32Array };

let stores = 0;

/**
 * The named variables of one experiment: weights, optimiser slots and counters. Names are paths such as
 * `generator/down1/kernel`; a group is every variable below a prefix.
 */
export class VariableStore {
  readonly #variables = new Map<string, Variable>();
  readonly #trainable = new Set<string>();
  readonly #seed: number;
  readonly #id = ++stores;

  /** @param seed whole number; the same seed and name give the same start values, in whatever order. */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /**
   * Makes a float32 variable.
   * @throws RangeError when the name is taken.
   */
  create(name: string, shape: Shape, initialiser: Initialiser, trainable = true): Variable {
    if (this.#variables.has(name)) throw new RangeError(`Variable ${name} exists already.`);
    const variable = tf.tidy(() =>
      tf.variable(this.#initial(name, [...shape], initialiser), trainable, `${this.#id}/${name}`),
    );
    this.#variables.set(name, variable);
    if (trainable) this.#trainable.add(name);
    return variable;
  }

  /** @throws RangeError when there is no such variable. */
  get(name: string): Variable {
    const variable = this.#variables.get(name);
    if (!variable) throw new RangeError(`No variable is named ${name}.`);
    return variable;
  }

  has(name: string): boolean {
    return this.#variables.has(name);
  }

  /** Names in order of creation; below a prefix if one is given. */
  names(prefix = ''): string[] {
    return [...this.#variables.keys()].filter((name) => name.startsWith(prefix));
  }

  /** Trainable variables below a prefix, by name. */
  trainable(prefix: string): Map<string, Variable> {
    return new Map(
      this.names(prefix)
        .filter((name) => this.#trainable.has(name))
        .map((name) => [name, this.get(name)]),
    );
  }

  /** Number of trainable parameters below a prefix. */
  countParameters(prefix: string): number {
    return [...this.trainable(prefix).values()].reduce((sum, variable) => sum + variable.size, 0);
  }

  dispose(): void {
    for (const variable of this.#variables.values()) variable.dispose();
    this.#variables.clear();
  }

  #initial(name: string, shape: number[], initialiser: Initialiser): Tensor {
    const seed = hashName(name, this.#seed);
    switch (initialiser.kind) {
      case 'constant':
        return tf.fill(shape, initialiser.value);
      case 'normal':
        return tf.randomNormal(shape, 0, initialiser.standardDeviation, 'float32', seed);
      case 'uniform':
        return tf.randomUniform(shape, -initialiser.limit, initialiser.limit, 'float32', seed);
      case 'values':
        return tf.tensor(initialiser.values, shape, 'float32');
    }
  }
}

/** FNV-1a of the name, mixed with the seed: one stream of random numbers a variable. */
function hashName(name: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
