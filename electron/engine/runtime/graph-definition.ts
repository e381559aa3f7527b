import { AbbeError } from '../../contract/errors.ts';
import { tensorTypes } from './binding.ts';
import { GraphNodes, operationName } from './graph-nodes.ts';
import type { Recorded, Reference } from './recording.ts';

export interface GraphVariable {
  name: string;
  shape: number[];
}

export interface GraphEntry {
  name: string;
  inputs: { name: string; shape: number[]; dtype: 'float32' | 'int32' }[];
  recorded: Recorded;
}

/** Names of nodes in the graph, so that a session can feed and fetch them. */
export const nodeNames = {
  handle: (variable: number) => `variable${variable}/handle`,
  value: (variable: number) => `variable${variable}/value`,
  newValue: (variable: number) => `variable${variable}/new`,
  imported: 'imported',
  input: (entry: number, input: number) => `entry${entry}/input${input}`,
  output: (entry: number, output: number) => `entry${entry}/output${output}`,
  done: (entry: number) => `entry${entry}/done`,
};

/**
 * Writes recorded entries as one SavedModel over shared variables: placeholders for inputs, resource variables
 * with reads before and assignments after each entry, outputs that wait for the assignments.
 * @returns the bytes of saved_model.pb with the tag "serve".
 */
export function writeSavedModel(variables: GraphVariable[], entries: GraphEntry[]): Uint8Array {
  const writer = new GraphWriter(variables);
  entries.forEach((entry, index) => writer.entry(entry, index));
  return writer.nodes.savedModel();
}

class GraphWriter {
  readonly nodes = new GraphNodes();
  readonly #variableIndex = new Map<string, number>();

  constructor(variables: GraphVariable[]) {
    const assigned: string[] = [];
    variables.forEach(({ name, shape }, index) => {
      this.#variableIndex.set(name, index);
      const handle = nodeNames.handle(index);
      const float = { type: tensorTypes.float32 };
      this.nodes.add(handle, 'VarHandleOp', [], {
        dtype: float,
        shape: { shape },
        shared_name: { text: handle },
      });
      this.nodes.add(nodeNames.value(index), 'ReadVariableOp', [handle], { dtype: float });
      this.nodes.add(nodeNames.newValue(index), 'Placeholder', [], { dtype: float, shape: { shape } });
      const assign = `variable${index}/import`;
      this.nodes.add(assign, 'AssignVariableOp', [handle, nodeNames.newValue(index)], { dtype: float });
      assigned.push(`^${assign}`);
    });
    this.#scalar(nodeNames.imported, assigned);
  }

  entry(entry: GraphEntry, index: number): void {
    const scope = `entry${index}`;
    const { recorded } = entry;
    entry.inputs.forEach(({ shape, dtype }, input) => {
      this.nodes.add(nodeNames.input(index, input), 'Placeholder', [], {
        dtype: { type: tensorTypes[dtype] },
        shape: { shape },
      });
    });
    const resolve = (reference: Reference): string => this.#resolve(reference, entry, index);
    const guard = (): string => nodeNames.input(index, entry.inputs.length - 1);
    this.nodes.operations(scope, recorded, resolve, guard);
    const writes = [...this.#assignments(scope, recorded, resolve), ...this.#adams(scope, recorded, resolve)];
    [...recorded.outputs.values()].forEach((reference, output) => {
      this.nodes.add(nodeNames.output(index, output), 'Identity', [resolve(reference), ...writes], {
        T: { type: tensorTypes.float32 },
      });
    });
    this.#scalar(nodeNames.done(index), writes);
  }

  /** Assignments wait for the entry's own read, so that an entry sees the variables as they were before it. */
  #assignments(scope: string, recorded: Recorded, resolve: (reference: Reference) => string): string[] {
    return [...recorded.assignments].map(([name, reference], position) => {
      const node = `${scope}/assign${position}`;
      const read = resolve({ from: 'variable', name });
      this.nodes.add(node, 'AssignVariableOp', [this.#handle(name), resolve(reference), `^${read}`], {
        dtype: { type: tensorTypes.float32 },
      });
      return `^${node}`;
    });
  }

  #adams(scope: string, recorded: Recorded, resolve: (reference: Reference) => string): string[] {
    return recorded.adams.map((adam, position) => {
      const node = `${scope}/adam${position}`;
      const { beta1, beta2, epsilon } = adam.settings;
      const constants = [beta1, beta2, epsilon].map((value, i) => {
        const name = `${node}/constant${i}`;
        this.nodes.constant(name, { shape: [], dtype: tensorTypes.float32, values: Float32Array.of(value) });
        return name;
      });
      const inputs = [
        ...[adam.variable, adam.m, adam.v].map((name) => this.#handle(name)),
        ...[adam.power1, adam.power2, adam.learningRate].map(resolve),
        ...constants,
        resolve(adam.gradient),
        `^${resolve({ from: 'variable', name: adam.variable })}`,
      ];
      this.nodes.add(node, 'ResourceApplyAdam', inputs, { T: { type: tensorTypes.float32 } });
      return `^${node}`;
    });
  }

  #resolve(reference: Reference, entry: GraphEntry, index: number): string {
    if (reference.from === 'input') {
      return nodeNames.input(
        index,
        entry.inputs.findIndex(({ name }) => name === reference.name),
      );
    }
    if (reference.from === 'node') {
      return operationName(`entry${index}`, reference.node, reference.output);
    }
    const variable = this.#variableIndex.get(reference.name);
    const read = `entry${index}/read${variable}`;
    if (!this.nodes.has(read)) {
      this.nodes.add(read, 'ReadVariableOp', [this.#handle(reference.name)], {
        dtype: { type: tensorTypes.float32 },
      });
    }
    return read;
  }

  #handle(name: string): string {
    const index = this.#variableIndex.get(name);
    if (index === undefined) throw new AbbeError('internal', `The graph has no variable ${name}.`);
    return nodeNames.handle(index);
  }

  #scalar(name: string, controls: string[]): void {
    const value = { constant: { shape: [], dtype: tensorTypes.float32, values: Float32Array.of(0) } };
    this.nodes.add(name, 'Const', controls, { dtype: { type: tensorTypes.float32 }, value });
  }
}
