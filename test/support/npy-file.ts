import { readFile } from 'node:fs/promises';

const arrays = {
  '|u1': ['uint8', Uint8Array],
  '<u2': ['uint16', Uint16Array],
  '<f4': ['float32', Float32Array],
} as const;

/** A NumPy file of format 1.0, as its header says it. */
export async function readNpy(file: string) {
  const bytes = await readFile(file);
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, start);
  const [, descr = ''] = /'descr': '([^']+)'/.exec(header) ?? [];
  const [, sides = ''] = /'shape': \(([^)]*)\)/.exec(header) ?? [];
  const [type, Values] = arrays[descr as keyof typeof arrays];
  const data = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length);
  const shape = sides
    .split(',')
    .filter((side) => side.trim() !== '')
    .map(Number);
  return { type, shape, values: new Values(data) };
}
