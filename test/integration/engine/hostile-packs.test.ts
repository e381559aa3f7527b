import { createWriteStream, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { startEngine, temporaryFolder } from './engine-fixture.ts';

describe('hostile and damaged packs', () => {
  type Files = Record<string, string | Buffer>;

  const manifest = (sources: object[] = []): string =>
    JSON.stringify({
      format: 'abbe-project',
      version: 2,
      name: 'Cells',
      created: '2025-01-31T12:00:00.000Z',
      sources,
    });

  async function zip(files: Files): Promise<string> {
    const file = join(temporaryFolder(), 'pack.zip');
    const made = new ZipFile();
    for (const [name, content] of Object.entries(files)) made.addBuffer(Buffer.from(content), name);
    made.end();
    await pipeline(made.outputStream, createWriteStream(file));
    return file;
  }

  /** The same length, so that the zip's directory stays right. */
  function rename(file: string, from: string, to: string): void {
    const bytes = readFileSync(file);
    for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1))
      bytes.write(to, at, 'latin1');
    writeFileSync(file, bytes);
  }

  const source = { path: 'sources/a.png', sha256: '0'.repeat(64), bytes: 1, axis: null };
  const cases: [string, RegExp, () => Promise<string>][] = [
    ['without a project', /no project\.json/, () => zip({ 'a.png': 'x' })],
    ['with a damaged manifest', /project\.json cannot be used/, () => zip({ 'project.json': '{' })],
    [
      'whose manifest points outside',
      /refers to \.\.\/\.\.\/secret/,
      () => zip({ 'project.json': manifest([{ ...source, path: '../../secret' }]) }),
    ],
    [
      'whose manifest points to an absolute path',
      /refers to \/etc\/passwd/,
      () => zip({ 'project.json': manifest([{ ...source, path: '/etc/passwd' }]) }),
    ],
    [
      'with other content than it says',
      /sources\/a\.png in it is missing or has another content/,
      () => zip({ 'project.json': manifest([source]), 'sources/a.png': 'x' }),
    ],
    ['that inflates a thousandfold', /claims to hold/, bomb],
    [
      'that leaves the folder',
      /cannot be unpacked: .*\.\.\/\.\.\/e/,
      async () => {
        const file = await zip({ 'project.json': manifest(), 'xx/xx/evil.txt': 'x' });
        rename(file, 'xx/xx/evil.txt', '../../evil.txt');
        return file;
      },
    ],
    [
      'cut short',
      /cannot be unpacked/,
      async () => {
        const file = await zip({ 'project.json': manifest(), 'a.bin': Buffer.alloc(5000, 1) });
        writeFileSync(file, readFileSync(file).subarray(0, 150));
        return file;
      },
    ],
  ];

  /** A true bomb would take a gigabyte to write: this one only says how large it is. */
  async function bomb(): Promise<string> {
    const file = await zip({ 'project.json': manifest(), 'big.bin': Buffer.alloc(1_000_000) });
    const bytes = readFileSync(file);
    for (let at = bytes.indexOf('PK\x01\x02'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 1)) {
      if (bytes.readUInt32LE(at + 24) === 1_000_000) bytes.writeUInt32LE(0xfffffff0, at + 24);
    }
    writeFileSync(file, bytes);
    return file;
  }

  it.each(cases)('%s are refused, naming the file, and leave nothing', async (_what, message, make) => {
    const { call } = await startEngine();
    const file = await make();
    const parent = temporaryFolder();
    const unpacking = call('project.unpack', { file, folder: join(parent, 'new') });
    await expect(unpacking).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(message),
    });
    await expect(unpacking).rejects.toThrow(basename(file));
    expect(readdirSync(parent)).toEqual([]);
    expect(existsSync(join(parent, '..', 'evil.txt'))).toBe(false);
  });
});
