import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../build/setup/paths.mjs';
import { needsOf, readWords } from '../../../build/setup/options.mjs';
import { runsTypeScript } from '../../../build/setup/node.mjs';

describe("the launcher's words", () => {
  it('are a command and what it gets', () => {
    expect(readWords(['abbe', 'segment', 'a.png', '--json'])).toEqual({
      command: 'abbe',
      args: ['segment', 'a.png', '--json'],
      runtime: null,
    });
  });

  it.each([
    [['--runtime', 'wasm', 'abbe', 'doctor']],
    [['abbe', '--runtime=wasm', 'doctor']],
    [['abbe', 'doctor', '--runtime', 'wasm']],
  ])('lose --runtime wherever it stands: %j', (words) => {
    expect(readWords(words)).toEqual({ command: 'abbe', args: ['doctor'], runtime: 'wasm' });
  });

  it('keep what follows a --', () => {
    expect(readWords(['abbe', 'segment', '--', '--runtime', 'x']).args).toEqual([
      'segment',
      '--',
      '--runtime',
      'x',
    ]);
  });

  it('are refused with the choices named', () => {
    expect(() => readWords(['abbe', '--runtime'])).toThrow('choose one of cpu, cuda, wasm');
    expect(() => readWords(['launch'])).toThrow(/no command "launch": use one of start, test, demo/);
    expect(() => readWords(['toString'])).toThrow('There is no command "toString"');
  });

  it('say what set-up must provide', () => {
    expect(needsOf('start', [])).toEqual({ page: true, electron: true, python: false });
    expect(needsOf('test', [])).toEqual({ page: true, electron: true, python: true });
    expect(needsOf('abbe', ['doctor'])).toEqual({ page: false, electron: false, python: false });
    expect(needsOf('abbe', ['serve'])).toEqual({ page: true, electron: false, python: false });
  });
});

describe('the cache folder', () => {
  it('follows ABBE_CACHE, else the custom of the system', () => {
    expect(cacheFolder({ ABBE_CACHE: '/data/c' }, 'linux', '/home/a')).toBe('/data/c');
    expect(cacheFolder({ ABBE_CACHE: '', XDG_CACHE_HOME: '/x' }, 'linux', '/home/a')).toBe('/x/abbe');
    expect(cacheFolder({}, 'linux', '/home/a')).toBe('/home/a/.cache/abbe');
    expect(cacheFolder({}, 'darwin', '/Users/a')).toBe('/Users/a/Library/Caches/abbe');
  });
});

describe('Node', () => {
  it('runs TypeScript from 22.18 on', () => {
    expect(['20.20.2', '22.17.9', '22.18.0', '24.0.0'].map(runsTypeScript)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
