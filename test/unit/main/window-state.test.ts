import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWindowState, writeWindowState } from '../../../electron/main/window-state.ts';

const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
const place = { x: 100, y: 50, width: 1200, height: 800, maximized: false };
const first = { width: 1440, height: 900, maximized: false };

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'abbe-window-'));
  file = join(folder, 'deep', 'window.json');
});
afterAll(() => rm(folder, { recursive: true }));

describe('window state', () => {
  it('comes back as it was written', () => {
    expect(readWindowState(file, screens)).toEqual(first);
    writeWindowState(file, place);
    expect(readWindowState(file, screens)).toEqual(place);
  });

  it('keeps its size and not its place where its screen is gone', () => {
    writeWindowState(file, { ...place, x: 2500 });
    expect(readWindowState(file, screens)).toEqual({ width: 1200, height: 800, maximized: false });
    expect(readWindowState(file, [...screens, { x: 1920, y: 0, width: 1920, height: 1080 }]).x).toBe(2500);
  });

  it.each(['', '{', '{"width":"wide"}', '{"width":10,"height":10,"maximized":false}'])(
    'is the first one where the file holds %s',
    async (text) => {
      await writeFile(file, text);
      expect(readWindowState(file, screens)).toEqual(first);
    },
  );

  it('lets the window close where it cannot be kept', () => {
    expect(() => writeWindowState(join(file, 'below-a-file.json'), place)).not.toThrow();
  });
});
