import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import { AbbeError } from '../../contract/errors.ts';

/** All that a run needs to go on as if it had never stopped. */
export interface Checkpoint {
  /** Steps completed; the next one has this index. */
  step: number;
  seed: number;
  /** Seconds of training so far, over all resumes and without pauses. */
  seconds: number;
  /** Weights, averages and optimiser slots by name, flat in row order. */
  variables: Map<string, Float32Array>;
}

interface Header {
  format: 'abbe-checkpoint';
  version: 1;
  step: number;
  seed: number;
  seconds: number;
  /** In the order of the data; `length` counts float32 values. */
  variables: { name: string; length: number }[];
  /** SHA-256 of the data after the header, hexadecimal. */
  sha256: string;
}

const magic = Buffer.from('ABBECKPT', 'latin1');

/**
 * A checkpoint as one self-contained file: the 8 bytes "ABBECKPT", the header's length (uint32, little
 * endian), the header as JSON, then the variables as little-endian float32, one after the other.
 * Own format because the checkpoints of TensorFlow and Keras need their Python side to be written.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  requireLittleEndian();
  const variables = [...checkpoint.variables];
  const data = Buffer.concat(variables.map(([, values]) => bytesOf(values)));
  const header: Header = {
    format: 'abbe-checkpoint',
    version: 1,
    step: checkpoint.step,
    seed: checkpoint.seed,
    seconds: checkpoint.seconds,
    variables: variables.map(([name, { length }]) => ({ name, length })),
    sha256: sha256(data),
  };
  const json = Buffer.from(JSON.stringify(header), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([magic, length, json, data]);
}

/**
 * The inverse of `encodeCheckpoint`.
 * @param file named in errors.
 * @throws AbbeError invalid-input when the bytes are no checkpoint, cut short or changed.
 */
export function decodeCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  requireLittleEndian();
  const { header, data } = split(bytes, file);
  const total = header.variables.reduce((sum, { length }) => sum + length, 0);
  if (data.byteLength !== total * 4 || sha256(data) !== header.sha256) {
    throw damaged(file, 'its contents do not match its checksum');
  }
  // A copy, because the data need not begin at a multiple of four bytes.
  const values = new Float32Array(total);
  new Uint8Array(values.buffer).set(data);
  const variables = new Map<string, Float32Array>();
  let offset = 0;
  for (const { name, length } of header.variables) {
    variables.set(name, values.slice(offset, offset + length));
    offset += length;
  }
  return { step: header.step, seed: header.seed, seconds: header.seconds, variables };
}

function split(bytes: Uint8Array, file: string): { header: Header; data: Uint8Array } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < 12 || !buffer.subarray(0, 8).equals(magic)) {
    throw damaged(file, 'it does not begin like one');
  }
  const end = 12 + buffer.readUInt32LE(8);
  if (end > buffer.length) throw damaged(file, 'it ends inside its header');
  let header: Header;
  try {
    header = JSON.parse(buffer.toString('utf8', 12, end)) as Header;
  } catch (error) {
    throw damaged(file, 'its header cannot be read', error);
  }
  if (header.format !== 'abbe-checkpoint' || header.version !== 1 || !Array.isArray(header.variables)) {
    throw damaged(file, 'it was written by another version of the program');
  }
  return { header, data: buffer.subarray(end) };
}

function damaged(file: string, reason: string, cause?: unknown): AbbeError {
  return new AbbeError('invalid-input', `${file} is not a usable checkpoint: ${reason}.`, { file, cause });
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function requireLittleEndian(): void {
  if (endianness() === 'LE') return;
  throw new AbbeError('internal', 'Checkpoints can only be read and written on little-endian machines.');
}
