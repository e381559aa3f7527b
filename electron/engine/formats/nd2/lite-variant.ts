import { inflateSync } from 'node:zlib';
import { readLength } from '../checked-file.ts';
import { addTo } from './variant.ts';
import type { Variant, VariantMap } from './variant.ts';

const maxInflatedBytes = 64 * 2 ** 20;
const maxDepth = 100;
/** More entries would need gigabytes; real files have some thousands, long point lists some more. */
const maxEntries = 1_000_000;
/** Types of an entry; 0 and 10 are not in use. */
const type = { level: 11, compressed: 76 } as const;

/**
 * The binary metadata of nd2 files from version 3 on. An entry is: type (1 byte), length of its name in UTF-16
 * units (1 byte), the name with its closing 0, the value. A level's value is the number of entries (4 bytes), its
 * own length from the start of the entry (8 bytes), the entries, then 8 bytes an entry for their positions. Own
 * code: no package reads it.
 * @throws RangeError where the bytes are damaged.
 */
export function decodeLiteVariant(bytes: Buffer): VariantMap {
  const map: VariantMap = new Map();
  if (bytes.length === 0) return map;
  if (bytes[0] === type.compressed) {
    // After type and name length come 10 bytes that say nothing the stream does not say itself.
    return decodeLiteVariant(inflateSync(bytes.subarray(12), { maxOutputLength: maxInflatedBytes }));
  }
  decodeEntries(
    bytes,
    { at: 0, end: bytes.length, count: 1, depth: 0, budget: { entries: maxEntries } },
    map,
  );
  return map;
}

interface Span {
  at: number;
  end: number;
  count: number;
  depth: number;
  /** Entries that may still come, over all levels. */
  budget: { entries: number };
}

function decodeEntries(bytes: Buffer, { at, end, count, depth, budget }: Span, map: VariantMap): void {
  if (depth > maxDepth) throw new RangeError('its metadata is nested too deeply');
  budget.entries -= count;
  if (budget.entries < 0) throw new RangeError(`its metadata claims more than ${maxEntries} entries`);
  let position = at;
  for (let i = 0; i < count; i += 1) {
    need(position, 2, end);
    const nameEnd = position + 2 + 2 * (bytes[position + 1] as number);
    need(position, nameEnd - position, end);
    const name = bytes.toString('utf16le', position + 2, nameEnd).replace(/\0.*$/s, '');
    if (bytes[position] === type.level) {
      need(nameEnd, 12, end);
      const entries = bytes.readUInt32LE(nameEnd);
      const levelEnd = position + readLength(bytes, nameEnd + 4);
      const inside = levelEnd >= nameEnd + 12 && levelEnd + 8 * entries <= end;
      if (!inside) throw new RangeError('its metadata is damaged: a level is longer than what holds it');
      const level: VariantMap = new Map();
      decodeEntries(
        bytes,
        { at: nameEnd + 12, end: levelEnd, count: entries, depth: depth + 1, budget },
        level,
      );
      addTo(map, name, level);
      position = levelEnd + 8 * entries;
    } else {
      const [value, length] = decodeValue(bytes, bytes[position] as number, nameEnd, end);
      addTo(map, name, value);
      position = nameEnd + length;
    }
  }
}

/** A value and how many bytes it takes. */
function decodeValue(bytes: Buffer, kind: number, at: number, end: number): [Variant, number] {
  if (kind === 8) return decodeText(bytes, at, end);
  if (kind === 9) {
    need(at, 8, end);
    const length = readLength(bytes, at);
    need(at + 8, length, end);
    return [bytes.subarray(at + 8, at + 8 + length), 8 + length];
  }
  const size = kind === 1 ? 1 : kind === 2 || kind === 3 ? 4 : 8;
  need(at, size, end);
  if (kind === 1) return [bytes[at] !== 0, size];
  if (kind === 2) return [bytes.readInt32LE(at), size];
  if (kind === 3) return [bytes.readUInt32LE(at), size];
  if (kind === 4) return [Number(bytes.readBigInt64LE(at)), size];
  if (kind === 5 || kind === 7) return [Number(bytes.readBigUInt64LE(at)), size];
  if (kind === 6) return [bytes.readDoubleLE(at), size];
  throw new RangeError(`its metadata has an entry of the unknown type ${kind}`);
}

/** UTF-16 up to a closing 0. */
function decodeText(bytes: Buffer, at: number, end: number): [string, number] {
  let stop = at;
  while (stop + 2 <= end && (bytes[stop] !== 0 || bytes[stop + 1] !== 0)) stop += 2;
  need(stop, 2, end);
  return [bytes.toString('utf16le', at, stop), stop + 2 - at];
}

function need(at: number, length: number, end: number): void {
  if (at + length <= end) return;
  throw new RangeError('its metadata is damaged: an entry is longer than what holds it');
}
