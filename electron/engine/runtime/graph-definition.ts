import { AbbeError } from '../../contract/errors.ts';
import type { Binding, OpAttribute } from './binding.ts';
import { tensorTypes } from './binding.ts';
import type { Recorded, RecordedConstant, RecordedNode, Reference } from './recording.ts';
import { loadProtocolBuffers, nodeBackend } from './tensorflow.ts';
import type { ProtocolMessage } from './tensorflow.ts';

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
  return writer.bytes();
}

const activations = new Set(['Relu', 'Relu6', 'LeakyRelu', 'Elu', 'Tanh', 'Sigmoid']);
const additions = new Set(['BiasAdd', 'Add', 'AddV2']);

/** How many nodes, outputs and updates read each node of an entry. */
function countConsumers(recorded: Recorded): number[] {
  const counts = recorded.nodes.map(() => 0);
  const read = (reference: Reference): void => {
    if (reference.from === 'node') counts[reference.node] = (counts[reference.node] ?? 0) + 1;
  };
  for (const node of recorded.nodes) node.inputs.forEach(read);
  for (const reference of [...recorded.outputs.values(), ...recorded.assignments.values()]) read(reference);
  for (const adam of recorded.adams) read(adam.gradient);
  return counts;
}

/**
 * TensorFlow 2.21 fuses convolution + bias + activation even where others read the biased value, notices that
 * it broke the graph, and gives up all its fusions. A control edge on such an activation keeps it out.
 */
function mustNotFuse(node: RecordedNode, recorded: Recorded, consumers: number[]): boolean {
  const source = node.inputs[0];
  if (!activations.has(node.op) || source?.from !== 'node') return false;
  return additions.has(recorded.nodes[source.node]?.op ?? '') && (consumers[source.node] ?? 0) > 1;
}

type AttributeValue =
  { type: number } | { shape: number[] } | { constant: RecordedConstant } | { text: string };

class GraphWriter {
  readonly #messages = loadProtocolBuffers();
  readonly #nodes: ProtocolMessage[] = [];
  readonly #names = new Set<string>();
  readonly #variableIndex = new Map<string, number>();
  readonly #binding: Binding = nodeBackend().binding;

  constructor(variables: GraphVariable[]) {
    const assigned: string[] = [];
    variables.forEach(({ name, shape }, index) => {
      this.#variableIndex.set(name, index);
      const handle = nodeNames.handle(index);
      const float = { type: tensorTypes.float32 };
      this.#add(handle, 'VarHandleOp', [], { dtype: float, shape: { shape }, shared_name: { text: handle } });
      this.#add(nodeNames.value(index), 'ReadVariableOp', [handle], { dtype: float });
      this.#add(nodeNames.newValue(index), 'Placeholder', [], { dtype: float, shape: { shape } });
      const assign = `variable${index}/import`;
      this.#add(assign, 'AssignVariableOp', [handle, nodeNames.newValue(index)], { dtype: float });
      assigned.push(`^${assign}`);
    });
    this.#scalar(nodeNames.imported, assigned);
  }

  entry(entry: GraphEntry, index: number): void {
    const scope = `entry${index}`;
    const { recorded } = entry;
    entry.inputs.forEach(({ shape, dtype }, input) => {
      this.#add(nodeNames.input(index, input), 'Placeholder', [], {
        dtype: { type: tensorTypes[dtype] },
        shape: { shape },
      });
    });
    const resolve = (reference: Reference): string => this.#resolve(reference, entry, index);
    const guard = `^${nodeNames.input(index, entry.inputs.length - 1)}`;
    const consumers = countConsumers(recorded);
    recorded.nodes.forEach((node, position) => {
      const controls = mustNotFuse(node, recorded, consumers) ? [guard] : [];
      this.#node(`${scope}/n${position}`, node, resolve, controls);
    });
    const writes = [...this.#assignments(scope, recorded, resolve), ...this.#adams(scope, recorded, resolve)];
    [...recorded.outputs.values()].forEach((reference, output) => {
      this.#add(nodeNames.output(index, output), 'Identity', [resolve(reference), ...writes], {
        T: { type: tensorTypes.float32 },
      });
    });
    this.#scalar(nodeNames.done(index), writes);
  }

  bytes(): Uint8Array {
    const graph = this.#new('GraphDef');
    graph['setNodeList']?.(this.#nodes);
    const version = this.#new('VersionDef');
    version['setProducer']?.(1000);
    graph['setVersions']?.(version);
    const MetaInfo = (this.#messages['MetaGraphDef'] as unknown as Record<string, new () => ProtocolMessage>)[
      'MetaInfoDef'
    ];
    if (!MetaInfo) throw new AbbeError('internal', 'The TensorFlow package lacks its graph classes.');
    const info = new MetaInfo();
    info['setTagsList']?.(['serve']);
    const meta = this.#new('MetaGraphDef');
    meta['setMetaInfoDef']?.(info);
    meta['setGraphDef']?.(graph);
    const model = this.#new('SavedModel');
    model['setSavedModelSchemaVersion']?.(1);
    model['setMetaGraphsList']?.([meta]);
    return model.serializeBinary();
  }

  /** Assignments wait for the entry's own read, so that an entry sees the variables as they were before it. */
  #assignments(scope: string, recorded: Recorded, resolve: (reference: Reference) => string): string[] {
    return [...recorded.assignments].map(([name, reference], position) => {
      const node = `${scope}/assign${position}`;
      const read = resolve({ from: 'variable', name });
      this.#add(node, 'AssignVariableOp', [this.#handle(name), resolve(reference), `^${read}`], {
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
        this.#constant(name, { shape: [], dtype: tensorTypes.float32, values: Float32Array.of(value) });
        return name;
      });
      const inputs = [
        ...[adam.variable, adam.m, adam.v].map((name) => this.#handle(name)),
        ...[adam.power1, adam.power2, adam.learningRate].map(resolve),
        ...constants,
        resolve(adam.gradient),
        `^${resolve({ from: 'variable', name: adam.variable })}`,
      ];
      this.#add(node, 'ResourceApplyAdam', inputs, { T: { type: tensorTypes.float32 } });
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
      const name = `entry${index}/n${reference.node}`;
      return reference.output === 0 ? name : `${name}:${reference.output}`;
    }
    const variable = this.#variableIndex.get(reference.name);
    const read = `entry${index}/read${variable}`;
    if (!this.#names.has(read)) {
      this.#add(read, 'ReadVariableOp', [this.#handle(reference.name)], {
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

  #node(
    name: string,
    node: RecordedNode,
    resolve: (reference: Reference) => string,
    controls: string[],
  ): void {
    if (node.constant) {
      this.#constant(name, node.constant);
      return;
    }
    const message = this.#add(name, node.op, [...node.inputs.map(resolve), ...controls], {});
    const map = message['getAttrMap']?.() as { set(key: string, value: ProtocolMessage): void };
    for (const attribute of node.attributes) map.set(attribute.name, this.#attribute(name, attribute));
  }

  #constant(name: string, constant: RecordedConstant): void {
    this.#add(name, 'Const', [], { dtype: { type: constant.dtype }, value: { constant } });
  }

  #scalar(name: string, controls: string[]): void {
    const value = { constant: { shape: [], dtype: tensorTypes.float32, values: Float32Array.of(0) } };
    this.#add(name, 'Const', controls, { dtype: { type: tensorTypes.float32 }, value });
  }

  #add(
    name: string,
    op: string,
    inputs: string[],
    attributes: Record<string, AttributeValue>,
  ): ProtocolMessage {
    const node = this.#new('NodeDef');
    node['setName']?.(name);
    node['setOp']?.(op);
    node['setInputList']?.(inputs);
    const map = node['getAttrMap']?.() as { set(key: string, value: ProtocolMessage): void };
    for (const [key, value] of Object.entries(attributes)) map.set(key, this.#value(value));
    this.#nodes.push(node);
    this.#names.add(name);
    return node;
  }

  #value(value: AttributeValue): ProtocolMessage {
    const message = this.#new('AttrValue');
    if ('type' in value) message['setType']?.(value.type);
    else if ('shape' in value) message['setShape']?.(this.#shape(value.shape));
    else if ('text' in value) message['setS']?.(Buffer.from(value.text, 'utf8'));
    else message['setTensor']?.(this.#tensor(value.constant));
    return message;
  }

  #attribute(node: string, { name, type, value }: OpAttribute): ProtocolMessage {
    const message = this.#new('AttrValue');
    const b = this.#binding;
    if (type === b.TF_ATTR_TYPE) message['setType']?.(value);
    else if (type === b.TF_ATTR_SHAPE) message['setShape']?.(this.#shape(value as number[]));
    else if (type === b.TF_ATTR_STRING) message['setS']?.(Buffer.from(value as string, 'utf8'));
    else if (Array.isArray(value)) message['setList']?.(this.#list(node, name, type, value));
    else if (type === b.TF_ATTR_INT) message['setI']?.(value);
    else if (type === b.TF_ATTR_FLOAT) message['setF']?.(value);
    else if (type === b.TF_ATTR_BOOL) message['setB']?.(value);
    else
      throw new AbbeError('internal', `Operation ${node}: attribute ${name} cannot be written to a graph.`);
    return message;
  }

  #list(node: string, name: string, type: number, values: unknown[]): ProtocolMessage {
    const List = (this.#messages['AttrValue'] as unknown as Record<string, new () => ProtocolMessage>)[
      'ListValue'
    ];
    if (!List) throw new AbbeError('internal', 'The TensorFlow package lacks its graph classes.');
    const list = new List();
    if (type === this.#binding.TF_ATTR_INT) list['setIList']?.(values);
    else if (type === this.#binding.TF_ATTR_FLOAT) list['setFList']?.(values);
    else if (type === this.#binding.TF_ATTR_BOOL) list['setBList']?.(values);
    else throw new AbbeError('internal', `Operation ${node}: list ${name} cannot be written to a graph.`);
    return list;
  }

  #shape(shape: number[]): ProtocolMessage {
    const message = this.#new('TensorShape');
    const Dim = (this.#messages['TensorShape'] as unknown as Record<string, new () => ProtocolMessage>)[
      'Dim'
    ];
    if (!Dim) throw new AbbeError('internal', 'The TensorFlow package lacks its graph classes.');
    message['setDimList']?.(
      shape.map((size) => {
        const dim = new Dim();
        dim['setSize']?.(size);
        return dim;
      }),
    );
    return message;
  }

  #tensor({ shape, dtype, values }: RecordedConstant): ProtocolMessage {
    const message = this.#new('Tensor');
    message['setDtype']?.(dtype);
    message['setTensorShape']?.(this.#shape(shape));
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    message['setTensorContent']?.(bytes);
    return message;
  }

  #new(name: string): ProtocolMessage {
    const Message = this.#messages[name];
    if (!Message) throw new AbbeError('internal', `The TensorFlow package lacks its class ${name}.`);
    return new Message();
  }
}
