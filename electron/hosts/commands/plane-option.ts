import type { PlaneIndex } from '../../contract/images.ts';
import { UsageError } from './command.ts';

/** `0,1,12` as time point, channel and slice; null where not given. @throws UsageError naming the option. */
export function parsePlaneIndex(option: string, text: unknown): PlaneIndex | null {
  if (text === undefined) return null;
  const match = /^(\d{1,9}),(\d{1,9}),(\d{1,9})$/.exec(String(text));
  if (!match) throw new UsageError(`${option} is t,c,z, for example 0,1,12, not “${String(text)}”.`);
  return { t: Number(match[1]), c: Number(match[2]), z: Number(match[3]) };
}
