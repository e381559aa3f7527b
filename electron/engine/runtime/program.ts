import { AbbeError } from '../../contract/errors.ts';
import { tensorTypes } from './binding.ts';
import { writeFrozenModel } from './frozen-model.ts';
import type { GraphEntry } from './graph-definition.ts';
import { nodeNames, writeSavedModel } from './graph-definition.ts';
import type { RecordedConstant } from './recording.ts';
import { record } from './recording.ts';
import { GraphSession } from './session.ts';
import type { StepRandom } from './step-random.ts';
import { createStepRandom } from './step-random.ts';
import type { Tensor } from './tensorflow.ts';
import { hasNativeBackend, tf } from './tensorflow.ts';
import type { VariableStore } from './variables.ts';

export interface EntryInput {
  shape: number[];
  dtype?: 'float32' | 'int32';
}

export type Values = Float32Array | Int32Array;

/** One thing a program can do: a training step, a preview, an evaluation, at fixed shapes. */
export interface EntryDefinition {
  inputs: Record<string, EntryInput>;
  /**
   * Tensors in, named float32 tensors out. It may update variables of the program's store, through an
   * optimiser or assign(). It must not read values, and makes its constants itself.
   */
  body(inputs: Record<string, Tensor>, random: StepRandom): Record<string, Tensor>;
}

export interface ProgramOptions {
  variables: VariableStore;
  /** Seed of the random numbers that the entries draw. */
  seed: number;
  /** `compiled` needs the native backend and is the default there; `op-by-op` is the reference. */
  mode?: 'compiled' | 'op-by-op';
}

/** Several entries over one set of variables. */
export interface Program {
  readonly mode: 'compiled' | 'op-by-op';
  /** Adds an entry; it is compiled when it first runs. A name can be defined once. */
  define(name: string, definition: EntryDefinition): void;
  has(name: string): boolean;
  /**
   * Runs an entry.
   * @param inputs flat values in row order, or a number for a scalar input.
   * @param step position of this run: the entry's random numbers depend on it and the seed alone.
   */
  run(name: string, inputs: Record<string, Values | number>, step?: number): Record<string, Float32Array>;
  /** All variables by name, weights and optimiser alike. */
  export(): Map<string, Float32Array>;
  /** @throws AbbeError invalid-input when a variable is missing or has another size. */
  import(values: ReadonlyMap<string, Float32Array>): void;
  /**
   * An entry that changes no variables as a SavedModel for other programs: weights are constants, `serving_default`
   * takes and gives tensors under the entry's own names. Random numbers are those of position 0.
   * @param fixed inputs that become constants, as the others are not to give them.
   * @returns the bytes of saved_model.pb.
   * @throws AbbeError invalid-input without the native backend, whose operations a SavedModel holds.
   */
  freeze(name: string, fixed?: Record<string, Values | number>): Uint8Array;
  /** Frees the compiled graph. The store stays. */
  dispose(): void;
}

const positionInput = { name: 'random position', shape: [2], dtype: 'int32' } as const;

/** Makes a program over a store. See Program. */
export function createProgram(options: ProgramOptions): Program {
  const mode = options.mode ?? (hasNativeBackend() ? 'compiled' : 'op-by-op');
  return mode === 'compiled' ? new CompiledProgram(options) : new EagerProgram(options);
}

abstract class BaseProgram {
  protected readonly entries = new Map<string, EntryDefinition>();
  protected readonly variables: VariableStore;
  protected readonly seed: number;

  constructor({ variables, seed }: ProgramOptions) {
    this.variables = variables;
    this.seed = seed | 0;
  }

  define(name: string, definition: EntryDefinition): void {
    if (this.entries.has(name)) throw new AbbeError('internal', `The step "${name}" is defined twice.`);
    this.entries.set(name, definition);
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  protected entry(name: string): EntryDefinition {
    const definition = this.entries.get(name);
    if (!definition) throw new AbbeError('internal', `There is no step "${name}".`);
    return definition;
  }

  /** The inputs of an entry as typed arrays of the right length, random position last. */
  protected feed(name: string, given: Record<string, Values | number>, step: number): FedInput[] {
    const { inputs } = this.entry(name);
    const fed: FedInput[] = Object.entries(inputs).map(([key, { shape, dtype = 'float32' }]) => {
      const value = given[key];
      if (value === undefined)
        throw new AbbeError('internal', `The step "${name}" needs the input "${key}".`);
      const values = typeof value === 'number' ? scalar(value, dtype) : value;
      const size = shape.reduce((product, n) => product * n, 1);
      if (values.length !== size) {
        throw new AbbeError(
          'internal',
          `"${key}" of step "${name}" has ${values.length} values, not ${size}.`,
        );
      }
      return { name: key, shape: [...shape], dtype, values };
    });
    fed.push({ ...positionInput, shape: [2], values: Int32Array.of(this.seed, step) });
    return fed;
  }

  /** What an entry does, from one run of it on zeros: its values are not recorded. */
  protected recordEntry(name: string): GraphEntry {
    const fed = this.feed(name, this.#zeros(name), 0);
    const tensors = toTensors(fed);
    const body = (): Map<string, Tensor> => new Map(Object.entries(runBody(this.entry(name), tensors)));
    try {
      const recorded = record(name, this.variables, tensors, body);
      const inputs = fed.map(({ name: input, shape, dtype }) => ({ name: input, shape, dtype }));
      return { name, inputs, recorded };
    } finally {
      for (const tensor of tensors.values()) tensor.dispose();
    }
  }

  #zeros(name: string): Record<string, Values> {
    const inputs = Object.entries(this.entry(name).inputs).map(([key, { shape, dtype = 'float32' }]) => {
      const size = shape.reduce((product, n) => product * n, 1);
      return [key, dtype === 'float32' ? new Float32Array(size) : new Int32Array(size)] as const;
    });
    return Object.fromEntries(inputs);
  }

  freeze(name: string, fixed: Record<string, Values | number> = {}): Uint8Array {
    if (!hasNativeBackend()) {
      throw new AbbeError(
        'invalid-input',
        'This machine computes with WebAssembly, and a model is exported with TensorFlow’s own library: export it on a machine that has it.',
      );
    }
    const entry = this.recordEntry(name);
    const given = this.feed(name, { ...this.#zeros(name), ...fixed }, 0);
    const constants = given.filter((input) => input.name in fixed || input.name === positionInput.name);
    const values = this.export();
    const weights = [...values].map(([variable, numbers]): [string, RecordedConstant] => {
      const { shape } = this.variables.get(variable);
      return [variable, { shape, dtype: tensorTypes.float32, values: numbers }];
    });
    return writeFrozenModel(entry, {
      weights: new Map(weights),
      inputs: new Map(constants.map(({ name: input, ...rest }) => [input, toConstant(rest)])),
    });
  }

  abstract export(): Map<string, Float32Array>;

  protected checkImport(values: ReadonlyMap<string, Float32Array>): void {
    for (const name of this.variables.names()) {
      const value = values.get(name);
      const { size } = this.variables.get(name);
      if (value?.length === size) continue;
      const found = value === undefined ? 'is missing' : `has ${value.length} values, not ${size}`;
      throw new AbbeError('invalid-input', `These weights do not fit the network: ${name} ${found}.`);
    }
  }
}

interface FedInput {
  name: string;
  shape: number[];
  dtype: 'float32' | 'int32';
  values: Values;
}

const scalar = (value: number, dtype: 'float32' | 'int32'): Values =>
  dtype === 'float32' ? Float32Array.of(value) : Int32Array.of(value);

const toConstant = ({ shape, dtype, values }: Omit<FedInput, 'name'>): RecordedConstant => ({
  shape,
  dtype: tensorTypes[dtype],
  values,
});

/** The reference: every operation dispatched by tfjs as it comes. */
class EagerProgram extends BaseProgram implements Program {
  readonly mode = 'op-by-op';

  run(name: string, given: Record<string, Values | number>, step = 0): Record<string, Float32Array> {
    const fed = this.feed(name, given, step);
    const outputs = tf.tidy(
      () => runBody(this.entry(name), toTensors(fed)) as unknown as Record<string, Tensor>,
    );
    const result: Record<string, Float32Array> = {};
    for (const [key, tensor] of Object.entries(outputs)) {
      result[key] = new Float32Array(tensor.dataSync());
      tensor.dispose();
    }
    return result;
  }

  export(): Map<string, Float32Array> {
    return storeValues(this.variables);
  }

  import(values: ReadonlyMap<string, Float32Array>): void {
    this.checkImport(values);
    for (const name of this.variables.names()) {
      const variable = this.variables.get(name);
      tf.tidy(() => variable.assign(tf.tensor(values.get(name) as Float32Array, variable.shape, 'float32')));
    }
  }

  dispose(): void {
    this.entries.clear();
  }
}

function runBody(definition: EntryDefinition, tensors: Map<string, Tensor>): Record<string, Tensor> {
  const position = tensors.get(positionInput.name) as Tensor;
  return definition.body(named(tensors, definition), createStepRandom(position));
}

function toTensors(fed: FedInput[]): Map<string, Tensor> {
  return new Map(fed.map(({ name, shape, dtype, values }) => [name, tf.tensor(values, shape, dtype)]));
}

function named(tensors: Map<string, Tensor>, definition: EntryDefinition): Record<string, Tensor> {
  return Object.fromEntries(Object.keys(definition.inputs).map((key) => [key, tensors.get(key) as Tensor]));
}

/** Each entry recorded once and run as part of one TensorFlow graph . */
class CompiledProgram extends BaseProgram implements Program {
  readonly mode = 'compiled';
  readonly #recorded = new Map<string, GraphEntry>();
  #session: GraphSession | undefined;
  #variableNames: string[] = [];

  run(name: string, given: Record<string, Values | number>, step = 0): Record<string, Float32Array> {
    const fed = this.feed(name, given, step);
    if (!this.#recorded.has(name)) this.#compile(name);
    const index = [...this.#recorded.keys()].indexOf(name);
    const keys = [...(this.#recorded.get(name) as GraphEntry).recorded.outputs.keys()];
    const values = this.#loaded().run(
      fed.map(({ shape, dtype, values }, i) => ({
        node: nodeNames.input(index, i),
        shape,
        dtype: tensorTypes[dtype],
        values,
      })),
      keys.length ? keys.map((_key, i) => nodeNames.output(index, i)) : [nodeNames.done(index)],
    );
    return Object.fromEntries(keys.map((key, i) => [key, values[i] as Float32Array]));
  }

  export(): Map<string, Float32Array> {
    if (!this.#session) return storeValues(this.variables);
    const values = this.#session.run(
      [],
      this.#variableNames.map((_name, i) => nodeNames.value(i)),
    );
    return new Map(this.#variableNames.map((name, i) => [name, values[i] as Float32Array]));
  }

  import(values: ReadonlyMap<string, Float32Array>): void {
    this.checkImport(values);
    this.#importInto(this.#loaded(), values);
  }

  dispose(): void {
    this.#session?.dispose();
    this.#session = undefined;
    this.#recorded.clear();
  }

  /** Every entry defined so far is compiled at once: adding one alone would load the graph again for each. */
  #compile(name: string): void {
    this.#recorded.set(name, this.recordEntry(name));
    for (const other of this.entries.keys()) {
      if (this.#recorded.has(other)) continue;
      try {
        this.#recorded.set(other, this.recordEntry(other));
      } catch {
        // An entry that cannot be compiled says so when it is run itself.
      }
    }
    this.#reload();
  }

  /** A graph cannot grow: write it anew with all entries and carry the variables over. */
  #reload(): void {
    const values = this.export();
    const names = this.variables.names();
    const variables = names.map((name) => ({ name, shape: this.variables.get(name).shape }));
    const session = new GraphSession(writeSavedModel(variables, [...this.#recorded.values()]));
    for (const name of names) if (!values.has(name)) values.set(name, storeValue(this.variables, name));
    this.#session?.dispose();
    this.#session = session;
    this.#variableNames = names;
    this.#importInto(session, values);
  }

  #importInto(session: GraphSession, values: ReadonlyMap<string, Float32Array>): void {
    session.run(
      this.#variableNames.map((name, i) => ({
        node: nodeNames.newValue(i),
        shape: this.variables.get(name).shape,
        dtype: tensorTypes.float32,
        values: values.get(name) as Float32Array,
      })),
      [nodeNames.imported],
    );
  }

  #loaded(): GraphSession {
    if (!this.#session) this.#reload();
    return this.#session as GraphSession;
  }
}

const storeValue = (store: VariableStore, name: string): Float32Array =>
  new Float32Array(store.get(name).dataSync());

const storeValues = (store: VariableStore): Map<string, Float32Array> =>
  new Map(store.names().map((name) => [name, storeValue(store, name)]));
