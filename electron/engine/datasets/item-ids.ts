import { stemOf } from './match-path.ts';

/**
 * File names without folder and ending as the beginnings of item ids: letters, digits, dots, lines and dashes
 * only; a second file of the same name gets a number.
 * @param paths one for each file.
 */
export function uniqueStems(paths: readonly string[]): string[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    const plain = stemOf(path).replace(/[^\p{L}\p{N}._-]+/gu, '_');
    const stem = /^[\p{L}\p{N}]/u.test(plain) ? plain : `photo${plain}`;
    let unique = stem;
    for (let n = 2; taken.has(unique.toLowerCase()); n += 1) unique = `${stem}-${n}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

/** A number as part of an id: at least three digits, from 1. */
export function ordinal(index: number): string {
  return String(index + 1).padStart(3, '0');
}
