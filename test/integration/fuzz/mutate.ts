/** Seeded random numbers in [0, 1): mulberry32. Own code: four lines, and tests must repeat exactly. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers at which lengths, counts and offsets break. */
const awkward = [
  0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
];

type Mutation = (bytes: Buffer, random: () => number) => Buffer;

/** A place in the file, more often near its ends, where headers and directories are. */
function placeIn(bytes: Buffer, random: () => number): number {
  const near = Math.min(bytes.length, 1024);
  const kind = random();
  if (kind < 0.5) return Math.floor(random() * near);
  if (kind < 0.7) return bytes.length - 1 - Math.floor(random() * near);
  return Math.floor(random() * bytes.length);
}

const flipBytes: Mutation = (bytes, random) => {
  const count = 1 + Math.floor(random() * 8);
  for (let i = 0; i < count; i += 1) bytes[placeIn(bytes, random)]! ^= 1 + Math.floor(random() * 255);
  return bytes;
};

const truncate: Mutation = (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length));

const changeLength: Mutation = (bytes, random) => {
  const value = awkward[Math.floor(random() * awkward.length)]!;
  const width = [1, 2, 4, 8][Math.floor(random() * 4)]!;
  const at = Math.min(placeIn(bytes, random), bytes.length - width);
  if (at < 0) return bytes;
  const own = BigInt.asUintN(8 * width, random() < 0.2 ? 0xffffffffffffffffn : BigInt(value));
  const little = random() < 0.5;
  for (let i = 0; i < width; i += 1) {
    bytes[at + (little ? i : width - 1 - i)] = Number((own >> BigInt(8 * i)) & 0xffn);
  }
  return bytes;
};

const insertGarbage: Mutation = (bytes, random) => {
  const at = placeIn(bytes, random);
  const garbage = Buffer.from(
    Array.from({ length: 1 + Math.floor(random() * 64) }, () => Math.floor(random() * 256)),
  );
  return Buffer.concat([bytes.subarray(0, at), garbage, bytes.subarray(at)]);
};

const removeRange: Mutation = (bytes, random) => {
  const at = placeIn(bytes, random);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + Math.floor(random() * 64))]);
};

const zeroRange: Mutation = (bytes, random) => {
  const at = placeIn(bytes, random);
  bytes.fill(0, at, Math.min(bytes.length, at + 1 + Math.floor(random() * 256)));
  return bytes;
};

/** Digits of numbers in text (XML, JSON) grow, shrink or become negative. */
const changeDigits: Mutation = (bytes, random) => {
  const places = [...bytes.subarray(0, 8192).entries()].filter(([, byte]) => byte >= 0x30 && byte <= 0x39);
  const place = places[Math.floor(random() * places.length)]?.[0];
  if (place === undefined) return flipBytes(bytes, random);
  const text = ['-', '9', '0', '99999', '1e9', '.'][Math.floor(random() * 6)]!;
  return Buffer.concat([bytes.subarray(0, place), Buffer.from(text), bytes.subarray(place + 1)]);
};

const mutations = [
  flipBytes,
  truncate,
  changeLength,
  changeLength,
  insertGarbage,
  removeRange,
  zeroRange,
  changeDigits,
];

/** The bytes of a file, damaged in one or two ways that follow from the seed alone. */
export function mutate(bytes: Buffer, seed: number): Buffer {
  const random = randomOf(seed);
  let result: Buffer = Buffer.from(bytes);
  const rounds = random() < 0.7 ? 1 : 2;
  for (let i = 0; i < rounds; i += 1) {
    if (result.length > 0) result = mutations[Math.floor(random() * mutations.length)]!(result, random);
  }
  return result;
}
