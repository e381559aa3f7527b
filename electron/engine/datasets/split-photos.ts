import { createHash } from 'node:crypto';
import type { Split } from '../../contract/documents.ts';

/** Part of the photos that each of the two held-out splits gets. */
const heldOutShare = 0.15;

/**
 * Deals photos to training, validation and test, about 70 / 15 / 15 with at least one photo each. Photos of
 * equal content stay together, so that no copy of a training photo is ever evaluated on.
 * The order is that of SHA-256 over seed and content: it depends on the seed and the photos alone, neither
 * on their names nor on the order in which they were added.
 * @param contents the SHA-256 of each photo.
 * @returns the split of each content; empty where there are fewer than three contents.
 */
export function splitByContent(contents: readonly string[], seed: number): Map<string, Split> {
  const distinct = [...new Set(contents)];
  if (distinct.length < 3) return new Map();
  const rank = (content: string) => createHash('sha256').update(`${seed}:${content}`).digest('hex');
  const ranked = distinct.map((content) => ({ content, key: rank(content) }));
  ranked.sort((a, b) => (a.key < b.key ? -1 : 1));
  const heldOut = Math.max(1, Math.round(distinct.length * heldOutShare));
  return new Map(
    ranked.map(({ content }, i) => [
      content,
      i < heldOut ? 'test' : i < 2 * heldOut ? 'validation' : 'training',
    ]),
  );
}
