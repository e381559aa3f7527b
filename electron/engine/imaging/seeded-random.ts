/**
 * Random numbers in [0, 1) that depend on the given whole numbers alone, for example (seed, epoch).
 * Own code (the mulberry32 generator, seeded by mixing), because a resumed run must draw what it would have
 * drawn without any generator's state in its checkpoint.
 */
export function seededRandom(...position: number[]): () => number {
  let state = 0x9e3779b9;
  for (const part of position) state = mix(state ^ part);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return (mix32(state) >>> 0) / 2 ** 32;
  };
}

/** 0 to length - 1 in a random order (Fisher and Yates). */
export function permutation(length: number, random: () => number): number[] {
  const order = Array.from({ length }, (_, index) => index);
  for (let i = length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}

function mix(value: number): number {
  const a = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  const b = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (b ^ (b >>> 16)) + 0x9e3779b9;
}

function mix32(value: number): number {
  const a = Math.imul(value ^ (value >>> 15), value | 1);
  const b = a ^ (a + Math.imul(a ^ (a >>> 7), a | 61));
  return b ^ (b >>> 14);
}
