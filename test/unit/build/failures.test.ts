import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { findCompiler, requireCompiler } from '../../../build/setup/compile.mjs';
import { fromSystemError } from '../../../build/setup/failures.mjs';
import { npmFailure } from '../../../build/setup/npm-step.mjs';
import { checkSpace, findPip, pipFailure, spaceFor } from '../../../build/setup/wheel.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'failures-'));
});

function program(name: string, text: string) {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
  return path;
}

const sentence = /^[^\n]+[.)]$/;

describe.skipIf(process.platform === 'win32')('a missing program', () => {
  it('python3 is named, with what to install', async () => {
    const failure = findPip({ PATH: folder });
    await expect(failure).rejects.toMatchObject({ code: 'no-python' });
    await expect(failure).rejects.toThrow(/^python3 is missing.*install it with/);
  });

  it('pip is named when python3 has none', async () => {
    const python = program('python3', 'echo "$0: No module named pip" >&2; exit 1');
    const failure = findPip({ PATH: folder });
    await expect(failure).rejects.toMatchObject({
      code: 'no-pip',
      detail: expect.stringContaining('No module named pip'),
    });
    await expect(failure).rejects.toThrow(`${python} has no pip`);
  });

  it('the compiler is named, with what to install and the way without it', () => {
    expect(() => requireCompiler({ PATH: folder })).toThrow(
      /^The C\+\+ compiler \S+ is missing.*install.*--runtime wasm\.$/,
    );
  });

  it('a compiler is found by CXX first, then on PATH', () => {
    const name = process.platform === 'darwin' ? 'clang++' : 'g++';
    const path = program(name, 'true');
    expect(findCompiler({ PATH: folder })).toBe(path);
    expect(findCompiler({ PATH: folder, CXX: '/opt/my/c++' })).toBe('/opt/my/c++');
    expect(findCompiler({ PATH: '/nowhere' })).toBeNull();
  });
});

describe('too little disk space', () => {
  it('is found before the download, with the numbers', () => {
    expect(() => checkSpace('/cache', 2.5e9, 'TensorFlow', () => 400e6)).toThrow(
      'TensorFlow needs 2.5 GB of disk space and /cache has 400 MB left: free some space, or point ABBE_CACHE at a folder on another disk.',
    );
    expect(() => checkSpace('/cache', 2.5e9, 'TensorFlow', () => 2.5e9)).not.toThrow();
  });

  it('counts everything unpacked and the largest download', () => {
    const wheel = (bytes: number, unpacked: number) => ({ bytes, unpacked });
    const needed = spaceFor([wheel(100e6, 1e9), wheel(700e6, 2e9)]);
    expect(needed).toBeGreaterThanOrEqual(3.7e9);
    expect(needed).toBeLessThan(4.2e9);
  });

  it('and a missing right are told from system errors; other errors stay as they are', () => {
    const failed = (code: string) => Object.assign(new Error(code), { code, path: '/cache/x' });
    expect(fromSystemError(failed('ENOSPC'), 'setting up').message).toMatch(/disk is full while setting up/);
    expect(fromSystemError(failed('EACCES'), 'setting up').message).toMatch(
      /No permission to write \/cache\/x/,
    );
    const other = new TypeError('a fault of ours');
    expect(fromSystemError(other, 'setting up')).toBe(other);
  });
});

describe('what pip says', () => {
  const cases = [
    [
      'no-network',
      'WARNING: Retrying (Retry(total=0)) after connection broken by NewConnectionError(": Failed to establish a new connection: [Errno -3] Temporary failure in name resolution")\nERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.21.0 (from versions: none)',
    ],
    [
      'no-wheel',
      'ERROR: Could not find a version that satisfies the requirement x (from versions: 1.0)\nERROR: No matching distribution found for x',
    ],
    ['checksum', 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.'],
    ['no-space', 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device'],
    ['pip-failed', 'something never seen'],
  ] as const;

  it.each(cases)('becomes one sentence: %s', (code, output) => {
    const failure = pipFailure('tensorflow-cpu', output);
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(sentence);
    expect(failure.detail).not.toBe('');
  });
});

describe('what npm says', () => {
  const cases = [
    ['no-network', 'npm error code EAI_AGAIN\nnpm error request to registry failed'],
    ['no-space', 'npm error code ENOSPC'],
    ['checksum', 'npm error code EINTEGRITY'],
    [
      'lock-file',
      'npm error code EUSAGE\nnpm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.',
    ],
    ['npm-failed', 'npm error code E500'],
  ] as const;

  it.each(cases)('becomes one sentence: %s', (code, output) => {
    expect(npmFailure(output)).toMatchObject({ code, message: expect.stringMatching(sentence) });
  });
});
