import { AbbeError } from '../../contract/errors.ts';
import type { BindingValues } from './binding.ts';
import { tensorTypes } from './binding.ts';
import type { GraphEntry } from './graph-definition.ts';
import type { SignatureTensor } from './graph-nodes.ts';
import { GraphNodes, operationName } from './graph-nodes.ts';
import type { RecordedConstant, Reference } from './recording.ts';
import { GraphSession } from './session.ts';

/** What of an entry is a constant in its frozen graph, by name. */
export interface FrozenValues {
  weights: ReadonlyMap<string, RecordedConstant>;
  inputs: ReadonlyMap<string, RecordedConstant>;
}

/**
 * Writes one recorded entry as a SavedModel without variables, for other programs: its inputs that are no constants
 * and its outputs make the signature `serving_default`, under their own names. Of the weights only those that the
 * entry reads are in it.
 * @returns the bytes of saved_model.pb with the tag "serve".
 * @throws AbbeError internal for an entry that changes variables.
 */
export function writeFrozenModel({ name, inputs, recorded }: GraphEntry, constant: FrozenValues): Uint8Array {
  if (recorded.assignments.size > 0 || recorded.adams.length > 0) {
    throw new AbbeError('internal', `The step "${name}" changes variables: it cannot be frozen.`);
  }
  const nodes = new GraphNodes();
  const free = inputs.filter((input) => !constant.inputs.has(input.name));
  for (const { name: input, shape, dtype } of free) {
    nodes.add(input, 'Placeholder', [], { dtype: { type: tensorTypes[dtype] }, shape: { shape } });
  }
  const scope = 'network';
  const keep = (node: string, value: RecordedConstant | undefined): string => {
    if (!value) throw new AbbeError('internal', `The step "${name}" reads ${node}, which has no value.`);
    if (!nodes.has(node)) nodes.constant(node, value);
    return node;
  };
  const resolve = (reference: Reference): string => {
    if (reference.from === 'node') return operationName(scope, reference.node, reference.output);
    if (reference.from === 'variable') {
      return keep(`weights/${nodeName(reference.name)}`, constant.weights.get(reference.name));
    }
    if (free.some((input) => input.name === reference.name)) return reference.name;
    return keep(`fixed/${nodeName(reference.name)}`, constant.inputs.get(reference.name));
  };
  nodes.operations(scope, recorded, resolve, () => addGuard(nodes));
  const outputs = [...recorded.outputs].map(([output, reference]): [string, SignatureTensor] => {
    nodes.add(output, 'Identity', [resolve(reference)], { T: { type: tensorTypes.float32 } });
    const shape = recorded.outputShapes.get(output) ?? [];
    return [output, { node: output, dtype: tensorTypes.float32, shape }];
  });
  const fed = free.map(({ name: input, shape, dtype }): [string, SignatureTensor] => {
    return [input, { node: input, dtype: tensorTypes[dtype], shape }];
  });
  return nodes.savedModel({ inputs: Object.fromEntries(fed), outputs: Object.fromEntries(outputs) });
}

/**
 * A node that all of TensorFlow's rewriting leaves where it is: a control edge from the input itself would be taken
 * for redundant, as the activation computes from it.
 */
function addGuard(nodes: GraphNodes): string {
  if (nodes.has('guard')) return 'guard';
  const float = { type: tensorTypes.float32 };
  nodes.constant('guard/default', { shape: [], dtype: tensorTypes.float32, values: Float32Array.of(0) });
  nodes.add('guard', 'PlaceholderWithDefault', ['guard/default'], { dtype: float, shape: { shape: [] } });
  return 'guard';
}

/** TensorFlow takes letters, digits and few signs in the names of nodes. */
const nodeName = (name: string): string => name.replace(/[^A-Za-z0-9_./-]/g, '_');

/** A float32 tensor of a frozen model: its name, and its shape where it is fed. */
export interface FrozenTensor {
  name: string;
  shape: number[];
  values: Float32Array;
}

/**
 * Loads a frozen model as another program would and runs it once.
 * @returns the values of the output.
 * @throws AbbeError internal with TensorFlow's own words where it refuses the graph.
 */
export function runFrozenModel(savedModel: Uint8Array, input: FrozenTensor, output: string): Float32Array {
  const session = new GraphSession(savedModel);
  try {
    const { name: node, shape, values } = input;
    const [result] = session.run([{ node, shape, dtype: tensorTypes.float32, values }], [output]);
    return result as BindingValues as Float32Array;
  } finally {
    session.dispose();
  }
}
