import { AbbeError } from '../../contract/errors.ts';
import type { Binding, OpAttribute } from './binding.ts';
import type { Recorded, RecordedConstant, RecordedNode, Reference } from './recording.ts';
import { loadProtocolBuffers, nodeBackend } from './tensorflow.ts';
import type { ProtocolMessage } from './tensorflow.ts';

export type AttributeValue =
  { type: number } | { shape: number[] } | { constant: RecordedConstant } | { text: string };

/** A tensor by which others feed or fetch a graph: the node's name, and what its values are. */
export interface SignatureTensor {
  node: string;
  dtype: number;
  shape: number[];
}

/** What a graph takes and gives, by the names that others call them. */
export interface Signature {
  inputs: Record<string, SignatureTensor>;
  outputs: Record<string, SignatureTensor>;
}

type AttributeMap = { set(key: string, value: ProtocolMessage): void };

const activations = new Set(['Relu', 'Relu6', 'LeakyRelu', 'Elu', 'Tanh', 'Sigmoid']);
const additions = new Set(['BiasAdd', 'Add', 'AddV2']);

/** The nodes of a graph under way, as protocol buffers. */
export class GraphNodes {
  readonly #messages = loadProtocolBuffers();
  readonly #nodes: ProtocolMessage[] = [];
  readonly #names = new Set<string>();
  readonly #binding: Binding = nodeBackend().binding;

  has(name: string): boolean {
    return this.#names.has(name);
  }

  add(
    name: string,
    op: string,
    inputs: readonly string[],
    attributes: Record<string, AttributeValue>,
  ): ProtocolMessage {
    const node = this.#new('NodeDef');
    node['setName']?.(name);
    node['setOp']?.(op);
    node['setInputList']?.(inputs);
    const map = node['getAttrMap']?.() as AttributeMap;
    for (const [key, value] of Object.entries(attributes)) map.set(key, this.#value(value));
    this.#nodes.push(node);
    this.#names.add(name);
    return node;
  }

  constant(name: string, constant: RecordedConstant): void {
    this.add(name, 'Const', [], { dtype: { type: constant.dtype }, value: { constant } });
  }

  /**
   * Writes what was recorded as nodes `SCOPE/n0`, `SCOPE/n1`, ...
   * @param guard the node that activations which must not be fused wait for; nothing that they compute from.
   */
  operations(
    scope: string,
    recorded: Recorded,
    resolve: (reference: Reference) => string,
    guard: () => string,
  ): void {
    const consumers = countConsumers(recorded);
    recorded.nodes.forEach((node, position) => {
      const name = operationName(scope, position);
      if (node.constant) return this.constant(name, node.constant);
      const controls = mustNotFuse(node, recorded, consumers) ? [`^${guard()}`] : [];
      const message = this.add(name, node.op, [...node.inputs.map(resolve), ...controls], {});
      const map = message['getAttrMap']?.() as AttributeMap;
      for (const attribute of node.attributes) map.set(attribute.name, this.#attribute(name, attribute));
    });
  }

  /**
   * @param signature `serving_default`, for others; without it the graph has none.
   * @returns the bytes of saved_model.pb with the tag "serve".
   */
  savedModel(signature?: Signature): Uint8Array {
    const graph = this.#new('GraphDef');
    graph['setNodeList']?.(this.#nodes);
    const version = this.#new('VersionDef');
    version['setProducer']?.(1000);
    graph['setVersions']?.(version);
    const info = this.#nested('MetaGraphDef', 'MetaInfoDef');
    info['setTagsList']?.(['serve']);
    const meta = this.#new('MetaGraphDef');
    meta['setMetaInfoDef']?.(info);
    meta['setGraphDef']?.(graph);
    if (signature) {
      (meta['getSignatureDefMap']?.() as AttributeMap).set('serving_default', this.#signature(signature));
    }
    const model = this.#new('SavedModel');
    model['setSavedModelSchemaVersion']?.(1);
    model['setMetaGraphsList']?.([meta]);
    return model.serializeBinary();
  }

  #signature({ inputs, outputs }: Signature): ProtocolMessage {
    const message = this.#new('SignatureDef');
    message['setMethodName']?.('tensorflow/serving/predict');
    const fill = (map: AttributeMap, tensors: Record<string, SignatureTensor>): void => {
      for (const [name, { node, dtype, shape }] of Object.entries(tensors)) {
        const info = this.#new('TensorInfo');
        info['setName']?.(`${node}:0`);
        info['setDtype']?.(dtype);
        info['setTensorShape']?.(this.#shape(shape));
        map.set(name, info);
      }
    };
    fill(message['getInputsMap']?.() as AttributeMap, inputs);
    fill(message['getOutputsMap']?.() as AttributeMap, outputs);
    return message;
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
    const list = this.#nested('AttrValue', 'ListValue');
    if (type === this.#binding.TF_ATTR_INT) list['setIList']?.(values);
    else if (type === this.#binding.TF_ATTR_FLOAT) list['setFList']?.(values);
    else if (type === this.#binding.TF_ATTR_BOOL) list['setBList']?.(values);
    else throw new AbbeError('internal', `Operation ${node}: list ${name} cannot be written to a graph.`);
    return list;
  }

  #shape(shape: number[]): ProtocolMessage {
    const message = this.#new('TensorShape');
    const dimensions = shape.map((size) => {
      const dimension = this.#nested('TensorShape', 'Dim');
      dimension['setSize']?.(size);
      return dimension;
    });
    message['setDimList']?.(dimensions);
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

  /** Of a class inside another one. */
  #nested(outer: string, name: string): ProtocolMessage {
    const Message = (this.#messages[outer] as unknown as Record<string, new () => ProtocolMessage>)[name];
    if (!Message) throw new AbbeError('internal', `The TensorFlow package lacks its class ${outer}.${name}.`);
    return new Message();
  }
}

/** The name of an operation's output, as others read it. */
export function operationName(scope: string, node: number, output = 0): string {
  const name = `${scope}/n${node}`;
  return output === 0 ? name : `${name}:${output}`;
}

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
