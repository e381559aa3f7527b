import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findChromium } from '../../support/chromium.ts';
import { pathOf } from '../../support/tools.ts';
import { findXvfb, startXvfb } from '../../support/xvfb.ts';

afterEach(() => vi.unstubAllEnvs());

const skipped = new Error('skipped');
const context = {
  skip: vi.fn((_note?: string): never => {
    throw skipped;
  }),
};

describe('a tool that tests need', () => {
  it('gives its path where it is there', () => {
    expect(pathOf({ path: '/usr/bin/x' }, context)).toBe('/usr/bin/x');
  });

  it('skips with the reason where it is missing, and fails under CI', () => {
    vi.stubEnv('CI', '');
    expect(() => pathOf({ missing: 'No x.' }, context)).toThrow(skipped);
    expect(context.skip).toHaveBeenCalledWith('No x.');
    vi.stubEnv('CI', 'true');
    expect(() => pathOf({ missing: 'No x.' }, context)).toThrow('No x.');
  });
});

describe.skipIf(process.platform !== 'linux')('Chromium', () => {
  it('is the one that CHROMIUM_PATH names, else one on PATH', () => {
    const folder = mkdtempSync(join(tmpdir(), 'browser-'));
    const path = join(folder, 'google-chrome');
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o755);
    expect(findChromium({ PATH: folder })).toEqual({ path });
    expect(findChromium({ PATH: '/nowhere', CHROMIUM_PATH: path })).toEqual({ path });
    expect(findChromium({ PATH: folder, CHROMIUM_PATH: '/no/such' })).toEqual({
      missing: 'CHROMIUM_PATH names /no/such, which is no program.',
    });
    expect(findChromium({ PATH: '/nowhere' })).toHaveProperty('missing');
  });
});

describe('Xvfb', () => {
  it('starts on a display of its own and stops', async (context) => {
    const xvfb = pathOf(findXvfb(), context);
    const [first, second] = [await startXvfb(xvfb), await startXvfb(xvfb)];
    expect(first.display).toMatch(/^:\d+$/);
    expect(second.display).not.toBe(first.display);
    await Promise.all([first.stop(), second.stop()]);
  });
});
