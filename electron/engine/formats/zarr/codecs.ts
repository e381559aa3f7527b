import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { registry } from 'zarrita';

/** What zarrita tells a codec of the chunk. */
interface ChunkMeta {
  dataType: string;
  shape: readonly number[];
}
type CodecEntry = Awaited<ReturnType<NonNullable<ReturnType<typeof registry.get>>>>;
type Bytes = Uint8Array;

const [gzip, gunzip] = [promisify(zlib.gzip), promisify(zlib.gunzip)];
const [deflate, inflate] = [promisify(zlib.deflate), promisify(zlib.inflate)];
const zstdPack = promisify(zlib.zstdCompress) as (bytes: Bytes) => Promise<Bytes>;
const zstdUnpack = promisify(zlib.zstdDecompress) as (bytes: Bytes, options: object) => Promise<Bytes>;

/** Beside the samples a chunk may have a checksum or a header of another codec. */
const slack = 4096;

/** Bytes that a chunk may unpack to. */
export function chunkBound({ dataType, shape }: ChunkMeta): number {
  const bits = Number(/(\d+)$/.exec(dataType)?.[1] ?? 8);
  return shape.reduce((product, size) => product * size, Math.ceil(bits / 8)) + slack;
}

/**
 * Gives zarrita codecs that unpack no more than a chunk may hold: its own take whatever comes, so that a few
 * bytes could fill the memory, and cannot write gzip. These are Node's, off the main thread.
 */
export function useBoundedCodecs(): void {
  const level = (config: unknown) => ({ level: (config as { level?: number } | undefined)?.level ?? 5 });
  replace('gzip', (max, config) => ({
    encode: (bytes) => gzip(bytes, level(config)),
    decode: (bytes) => gunzip(bytes, { maxOutputLength: max }),
  }));
  replace('zlib', (max, config) => ({
    encode: (bytes) => deflate(bytes, level(config)),
    decode: (bytes) => inflate(bytes, { maxOutputLength: max }),
  }));
  replace('zstd', (max) => ({
    encode: (bytes) => zstdPack(bytes),
    decode: (bytes) => zstdUnpack(bytes, { maxOutputLength: max }),
  }));
  // Blosc's header says at byte 4, numcodecs' LZ4 at byte 0, how long the content is.
  guard('blosc', 4, 16);
  guard('lz4', 0, 4);
}

interface BytesCodec {
  encode(bytes: Bytes): Promise<Bytes>;
  decode(bytes: Bytes): Promise<Bytes>;
}

function replace(name: string, make: (max: number, config: unknown) => BytesCodec): void {
  const entry = {
    kind: 'bytes_to_bytes',
    fromConfig: (config: unknown, meta: ChunkMeta) => {
      const codec = make(chunkBound(meta), config);
      // A Buffer from a pool has no buffer of its own, which zarrita expects.
      const decode = async (bytes: Bytes) => new Uint8Array(await codec.decode(bytes));
      return { kind: 'bytes_to_bytes', encode: codec.encode, decode };
    },
  } as unknown as CodecEntry;
  for (const id of [name, `numcodecs.${name}`]) registry.set(id, async () => entry);
}

/** Looks at the length that the content announces before zarrita's own codec unpacks it. */
function guard(name: string, lengthAt: number, headerBytes: number): void {
  const original = registry.get(name)!;
  const load = async (): Promise<CodecEntry> => {
    const entry = await original();
    return {
      ...entry,
      fromConfig: (config: unknown, meta: ChunkMeta) => {
        const codec = entry.fromConfig(config, meta as never);
        const decode = async (bytes: Bytes): Promise<Bytes> => {
          const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
          if (bytes.length < headerBytes || view.getUint32(lengthAt, true) > chunkBound(meta)) {
            throw new RangeError(`a ${name} chunk announces a length that it cannot have`);
          }
          return (await (codec as unknown as BytesCodec).decode(bytes)) as Bytes;
        };
        return {
          kind: 'bytes_to_bytes',
          encode: (bytes: Bytes) => codec.encode(bytes as never),
          decode,
        } as never;
      },
    } as CodecEntry;
  };
  for (const id of [name, `numcodecs.${name}`]) registry.set(id, load);
}
