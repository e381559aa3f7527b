import type { Tensor, TensorInfo } from '@tensorflow/tfjs';

/** An attribute of an operation as tfjs-node's binding takes it. */
export interface OpAttribute {
  name: string;
  type: number;
  value: boolean | number | string | number[] | object;
}

export interface TensorMetadata {
  id: number;
  shape: number[];
  dtype: number;
}

export type BindingValues = Float32Array | Int32Array | Uint8Array;

/** The part of tfjs-node's native binding that the runtime uses; ids name tensors inside TensorFlow. */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: BindingValues): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): BindingValues;
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): TensorMetadata[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): TensorMetadata[];
  getNumOfSavedModels(): number;
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  TF_Version: string;
  TF_FLOAT: number;
  TF_INT32: number;
  TF_INT64: number;
  TF_BOOL: number;
  TF_ATTR_STRING: number;
  TF_ATTR_INT: number;
  TF_ATTR_FLOAT: number;
  TF_ATTR_BOOL: number;
  TF_ATTR_TYPE: number;
  TF_ATTR_SHAPE: number;
}

/** tfjs-node's backend object; `binding` can be replaced while a step is recorded. */
export interface NodeBackend {
  binding: Binding;
  getInputTensorIds(tensors: TensorInfo[]): number[];
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: TensorInfo[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: TensorInfo[],
    outputs: number,
  ): Tensor[];
}

/** TensorFlow's numbers of the types in use (types.proto), by the binding's and tfjs's names. */
export const tensorTypes = { float32: 1, int32: 3, bool: 10 } as const;
