import { EventEmitter } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { stripVTControlCharacters } from 'node:util';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawBoxes } from '../../../electron/hosts/commands/draw-boxes.ts';
import { readRunFolder, runFolder } from '../../../electron/hosts/commands/run-folder.ts';
import { hasDisplay } from '../../../electron/hosts/display.ts';
import { formatDuration } from '../../../electron/hosts/duration.ts';
import { ProgressDisplay } from '../../../electron/hosts/progress-display.ts';
import { formatTable } from '../../../electron/hosts/table.ts';

describe('formatDuration', () => {
  it.each([
    [0.2, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [185, '3 min 05 s'],
    [7800, '2 h 10 min'],
    [-3, '0 s'],
  ])('%d seconds', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('formatTable', () => {
  it('aligns names left and numbers right', () => {
    const table = formatTable([
      ['Image', 'PSNR'],
      ['a', '7.1'],
      ['long name', '31.25', '!'],
    ]);
    expect(table).toBe('Image       PSNR\na            7.1\nlong name  31.25  !');
  });
});

describe('readRunFolder', () => {
  it('splits a run’s folder into project and id, and names a folder without a run', async () => {
    const project = await mkdtemp(join(tmpdir(), 'abbe-run-'));
    const folder = join(project, 'runs', 'r1');
    expect(() => readRunFolder(folder)).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(() => readRunFolder(folder)).toThrow(folder);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'run.json'), '{}');
    expect(readRunFolder(`${folder}/`)).toEqual({ project, run: 'r1' });
    expect(runFolder({ project, run: 'r1' })).toBe(folder);
    await rm(project, { recursive: true });
  });
});

describe('drawBoxes', () => {
  const black = {
    width: 6,
    height: 5,
    channels: 3 as const,
    dtype: 'uint8' as const,
    data: new Uint8Array(90),
  };
  const lit = (data: Uint8Array) =>
    Array.from({ length: 5 }, (_, y) =>
      Array.from({ length: 6 }, (_, x) => (data[3 * (y * 6 + x) + 1] ? '#' : '.')).join(''),
    );

  it('outlines a box and leaves the image given as it was', () => {
    expect(lit(drawBoxes(black, [{ x: 1, y: 1, width: 4, height: 3 }], 1))).toEqual([
      '......',
      '.####.',
      '.#..#.',
      '.####.',
      '......',
    ]);
    expect(black.data.every((value) => value === 0)).toBe(true);
  });

  it('scales with the picture and stays inside it', () => {
    expect(lit(drawBoxes(black, [{ x: 4, y: 2, width: 20, height: 20 }], 0.5))).toEqual([
      '......',
      '..####',
      '..#..#',
      '..#..#',
      '..####',
    ]);
  });
});

describe('hasDisplay', () => {
  it('asks for X11 or Wayland on Linux only', () => {
    expect(hasDisplay({}, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
    expect(hasDisplay({}, 'darwin')).toBe(true);
    expect(hasDisplay({}, 'win32')).toBe(true);
  });
});

describe('ProgressDisplay', () => {
  function display(isTTY: boolean) {
    const written: string[] = [];
    const stream = Object.assign(new EventEmitter(), {
      isTTY,
      columns: 120,
      write: (text: string) => written.push(text),
    });
    return { written, display: new ProgressDisplay(stream as unknown as NodeJS.WriteStream) };
  }
  const at = (done: number) => ({ done, total: 200, message: 'Training', secondsLeft: 65 });

  it('writes a line at the beginning and at the end where there is no terminal', () => {
    const { written, display: plain } = display(false);
    for (const done of [0, 1, 2, 100, 200]) plain.update(at(done));
    expect(written).toEqual(['Training: 0%, 1 min 05 s left\n', 'Training: 100%, 1 min 05 s left\n']);
  });

  it('draws a bar with the time left on a terminal', () => {
    const { written, display: bar } = display(true);
    bar.update(at(100));
    expect(written.join('')).toMatch(/Training \[.+\] 50%, 1 min 05 s left/);
    bar.update({ ...at(150), message: 'long '.repeat(40) });
    bar.line('A photo is broken.');
    // The bar goes back to the line's beginning each time it is drawn.
    const drawn = written
      .join('')
      .split('\u001b[1G')
      .map((part) => stripVTControlCharacters(part));
    expect(drawn.some((line) => line.includes('…'))).toBe(true);
    for (const line of drawn) expect(line.length).toBeLessThan(120);
    expect(written.at(-1)).toBe('A photo is broken.\n');
  });
});
