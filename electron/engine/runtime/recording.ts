import { AbbeError } from '../../contract/errors.ts';
import type { Binding, BindingValues, OpAttribute, TensorMetadata } from './binding.ts';
import type { Tensor, Variable } from './tensorflow.ts';
import { nodeBackend, tf } from './tensorflow.ts';
import type { VariableStore } from './variables.ts';

/** Where a value comes from inside one recorded entry. */
export type Reference =
  | { from: 'node'; node: number; output: number }
  | { from: 'variable'; name: string }
  | { from: 'input'; name: string };

export interface RecordedConstant {
  shape: number[];
  dtype: number;
  values: BindingValues;
}

/** One operation, or a constant, in order of execution. */
export interface RecordedNode {
  op: string;
  attributes: OpAttribute[];
  inputs: Reference[];
  constant: RecordedConstant | undefined;
}

/** One fused Adam update, kept apart because it writes variables in place. */
export interface RecordedAdam {
  variable: string;
  m: string;
  v: string;
  power1: Reference;
  power2: Reference;
  learningRate: Reference;
  gradient: Reference;
  settings: { beta1: number; beta2: number; epsilon: number };
}

/** What one run of an entry did, ready to be written as a graph. */
export interface Recorded {
  nodes: RecordedNode[];
  assignments: Map<string, Reference>;
  adams: RecordedAdam[];
  outputs: Map<string, Reference>;
  outputShapes: Map<string, number[]>;
}

export interface AdamUpdate {
  variable: Variable;
  m: Variable;
  v: Variable;
  power1: Variable;
  power2: Variable;
  learningRate: Tensor;
  gradient: Tensor;
  beta1: number;
  beta2: number;
  epsilon: number;
}

let active: Recording | undefined;

/** The recording under way, if one is: the optimiser writes its fused update into it. */
export function activeRecording(): Recording | undefined {
  return active;
}

/**
 * Runs a body once, op by op, with the backend's binding replaced by one that notes every operation, and puts
 * every variable back to what it was.
 * @throws AbbeError internal, naming entry and operation, when the body does what a graph cannot.
 */
export function record(
  entry: string,
  store: VariableStore,
  inputs: Map<string, Tensor>,
  body: () => Map<string, Tensor>,
): Recorded {
  if (active) throw new AbbeError('internal', 'Steps cannot be recorded one inside the other.');
  const recording = new Recording(entry, store, inputs);
  active = recording;
  try {
    return recording.run(body);
  } finally {
    active = undefined;
  }
}

export class Recording {
  readonly #entry: string;
  readonly #store: VariableStore;
  readonly #references = new Map<number, Reference>();
  readonly #constants = new Map<number, RecordedConstant>();
  readonly #nodes: RecordedNode[] = [];
  readonly #adams: RecordedAdam[] = [];
  readonly #updated = new Set<string>();
  readonly #startIds = new Map<string, number>();
  readonly #names = new Map<Variable, string>();
  readonly #original: Binding;

  constructor(entry: string, store: VariableStore, inputs: Map<string, Tensor>) {
    this.#entry = entry;
    this.#store = store;
    this.#original = nodeBackend().binding;
    for (const name of store.names()) {
      const variable = store.get(name);
      const id = this.#id(variable);
      this.#startIds.set(name, id);
      this.#names.set(variable, name);
      this.#references.set(id, { from: 'variable', name });
    }
    for (const [name, tensor] of inputs) this.#references.set(this.#id(tensor), { from: 'input', name });
  }

  run(body: () => Map<string, Tensor>): Recorded {
    const backend = nodeBackend();
    const kept = new Map(this.#store.names().map((name) => [name, tf.clone(this.#store.get(name))]));
    backend.binding = this.#noting();
    try {
      let recorded: Recorded | undefined;
      tf.tidy(() => {
        recorded = this.#conclude(body());
      });
      return recorded as unknown as Recorded;
    } finally {
      backend.binding = this.#original;
      for (const [name, value] of kept) {
        const variable = this.#store.get(name);
        if (this.#id(variable) !== this.#startIds.get(name)) variable.assign(value);
        value.dispose();
      }
    }
  }

  applyAdam(update: AdamUpdate): void {
    const name = this.#nameOf(update.variable);
    this.#adams.push({
      variable: name,
      m: this.#nameOf(update.m),
      v: this.#nameOf(update.v),
      power1: this.#reference(this.#id(update.power1), 'Adam'),
      power2: this.#reference(this.#id(update.power2), 'Adam'),
      learningRate: this.#reference(this.#id(update.learningRate), 'Adam'),
      gradient: this.#reference(this.#id(update.gradient), 'Adam'),
      settings: { beta1: update.beta1, beta2: update.beta2, epsilon: update.epsilon },
    });
    this.#updated.add(name);
  }

  #conclude(outputs: Map<string, Tensor>): Recorded {
    const assignments = new Map<string, Reference>();
    for (const [name, start] of this.#startIds) {
      const id = this.#id(this.#store.get(name));
      if (id !== start) assignments.set(name, this.#reference(id, `assignment of ${name}`));
    }
    const references = new Map<string, Reference>();
    const outputShapes = new Map<string, number[]>();
    for (const [name, tensor] of outputs) {
      references.set(name, this.#reference(this.#id(tensor), `output ${name}`));
      outputShapes.set(name, [...tensor.shape]);
    }
    return { nodes: this.#nodes, assignments, adams: this.#adams, outputs: references, outputShapes };
  }

  /** The binding's functions are read-only: a new object that inherits from it and defines its own. */
  #noting(): Binding {
    const original = this.#original;
    return Object.create(original, {
      createTensor: {
        value: (shape: number[], dtype: number, values: BindingValues): number => {
          const id = original.createTensor(shape, dtype, values);
          this.#constants.set(id, { shape: [...shape], dtype, values });
          return id;
        },
      },
      executeOp: {
        value: (op: string, attributes: OpAttribute[], ids: number[], outputs: number): TensorMetadata[] => {
          const inputs = ids.map((id) => this.#reference(id, op));
          const results = original.executeOp(op, attributes, ids, outputs);
          const node = this.#nodes.push({ op, attributes, inputs, constant: undefined }) - 1;
          results.forEach(({ id }, output) => this.#references.set(id, { from: 'node', node, output }));
          return results;
        },
      },
      tensorDataSync: {
        value: (): never => {
          throw new AbbeError(
            'internal',
            `Step "${this.#entry}" reads the values of a tensor, which a compiled step cannot: return them as an output.`,
          );
        },
      },
    }) as Binding;
  }

  #reference(id: number, use: string): Reference {
    const known = this.#references.get(id);
    if (known) {
      if (known.from === 'variable' && this.#updated.has(known.name)) {
        throw new AbbeError(
          'internal',
          `Step "${this.#entry}" reads ${known.name} (in ${use}) after its optimiser changed it: make two steps.`,
        );
      }
      return known;
    }
    const constant = this.#constants.get(id);
    if (!constant) {
      throw new AbbeError(
        'internal',
        `Step "${this.#entry}" uses (in ${use}) a tensor made outside it: make it inside or pass it as an input.`,
      );
    }
    const node = this.#nodes.push({ op: 'Const', attributes: [], inputs: [], constant }) - 1;
    const reference: Reference = { from: 'node', node, output: 0 };
    this.#references.set(id, reference);
    return reference;
  }

  #nameOf(variable: Variable): string {
    const name = this.#names.get(variable);
    if (name === undefined) {
      throw new AbbeError('internal', `Step "${this.#entry}" updates a variable that is not in its store.`);
    }
    return name;
  }

  #id(tensor: Tensor): number {
    return nodeBackend().getInputTensorIds([tensor])[0] as number;
  }
}
