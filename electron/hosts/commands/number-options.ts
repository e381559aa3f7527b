import { InvalidArgumentError } from 'commander';

/** A seed as an option: a whole number. @throws InvalidArgumentError, which ends in wrong usage. */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (text !== '' && Number.isSafeInteger(seed)) return seed;
  throw new InvalidArgumentError('A seed is a whole number.');
}

/** A number of things as an option: a whole number above 0. @throws InvalidArgumentError, which ends in wrong usage. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('It is a whole number above 0.');
}

/** The part of a split as an option. @throws InvalidArgumentError, which ends in wrong usage. */
export function parsePart(text: string): number {
  const part = Number(text);
  if (text !== '' && part >= 0 && part <= 0.8) return part;
  throw new InvalidArgumentError('A part is a number from 0 to 0.8.');
}

/** Repeated results as an option: draws of dropout, or flips. @throws InvalidArgumentError, which ends in wrong usage. */
export function parseSamples(text: string): number | 'flips' {
  const count = Number(text);
  if (text === 'flips' || (Number.isSafeInteger(count) && count >= 2)) return text === 'flips' ? text : count;
  throw new InvalidArgumentError('Samples are a whole number from 2, or “flips”.');
}
