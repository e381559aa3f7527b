import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const stateSchema = z.object({
  x: z.number().int().optional(),
  y: z.number().int().optional(),
  width: z.number().int().min(400).max(20_000),
  height: z.number().int().min(300).max(20_000),
  maximized: z.boolean(),
});
type Stored = z.infer<typeof stateSchema>;
export type WindowState = Omit<Stored, 'x' | 'y'> & { x?: number; y?: number };

interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

const firstState: WindowState = { width: 1440, height: 900, maximized: false };
/** As much of the window must lie on some screen, so that it can be grabbed. */
const graspable = 100;

/**
 * Where the window was when Abbe was last closed; its first place where that is not known or lies off every
 * screen (one was unplugged).
 */
export function readWindowState(file: string, screens: readonly Area[]): WindowState {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return firstState;
  }
  const parsed = stateSchema.safeParse(given);
  if (!parsed.success) return firstState;
  const { x, y, ...rest } = parsed.data;
  if (x === undefined || y === undefined) return rest;
  const overlap = (a: number, aSize: number, b: number, bSize: number) =>
    Math.min(a + aSize, b + bSize) - Math.max(a, b);
  const visible = screens.some(
    (screen) =>
      overlap(x, rest.width, screen.x, screen.width) >= graspable &&
      overlap(y, rest.height, screen.y, screen.height) >= graspable,
  );
  return visible ? { x, y, ...rest } : rest;
}

/** Best effort: a place that cannot be kept must not keep the window from closing. */
export function writeWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(state));
  } catch {
    // The next start opens at the first place.
  }
}
