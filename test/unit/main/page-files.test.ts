import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageFile } from '../../../electron/main/page-files.ts';

const folder = join('/app', 'dist', 'renderer');

describe('pageFile', () => {
  it.each([
    ['abbe://app/', 'index.html'],
    ['abbe://app/assets/a.js', 'assets/a.js'],
    ['abbe://app/assets/a.js?v=1#x', 'assets/a.js'],
    ['abbe://app/assets/%C3%A9.png', 'assets/é.png'],
    // The URL itself takes dots out, so this one stays inside.
    ['abbe://app/%2e%2e/../a.js', 'a.js'],
  ])('%s', (address, file) => expect(pageFile(folder, address)).toBe(join(folder, file)));

  it.each([
    'abbe://app/..%2f..%2fpackage.json',
    'abbe://app/%2e%2e%2frenderer-other/a.js',
    'abbe://app/a%00.js',
    'abbe://app/%',
    'abbe://other/index.html',
    'abbe://app',
    'file:///etc/passwd',
    'https://example.org/',
  ])('nothing for %s', (address) => expect(pageFile(folder, address)).toBeNull());
});
