import { describe, expect, it } from 'vitest';
import { documents, failureDocumentSchema } from '../../../electron/contract/cli.ts';
import { commands } from '../../../electron/hosts/commands/index.ts';
import { abbe } from '../../support/abbe.ts';

describe('abbe', () => {
  it('has a document in the contract for each command, and each once', () => {
    expect(commands.map(({ name }) => name).toSorted()).toEqual(Object.keys(documents).toSorted());
  });

  it('lists every command in its help', async () => {
    const { code, stdout } = await abbe('--help');
    expect(code).toBe(0);
    for (const { name, description } of commands) {
      expect(stdout).toContain(`  ${name.split(' ')[0]} `);
      expect(description).toMatch(/\.$/);
    }
  });

  it.each(commands.map(({ name }) => name))(
    '%s --help tells arguments, options and exit codes',
    async (name) => {
      const { code, stdout, stderr } = await abbe(...name.split(' '), '--help');
      expect(code).toBe(0);
      expect(stderr).toBe('');
      expect(stdout).toMatch(new RegExp(`^Usage: abbe ${name} `));
      expect(stdout).toContain('--json');
      expect(stdout).toContain('Exit codes: 0 done, 1 something failed, 2 wrong usage.');
    },
  );

  it.each(commands.map(({ name }) => name))(
    '%s refuses an option it does not know with exit code 2',
    async (name) => {
      const { code, stdout, stderr } = await abbe(...name.split(' '), '--no-such-option');
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain(`abbe ${name} --help`);
    },
  );

  it.each([
    [['segment'], /photo/],
    [['train'], /--project/],
    [['evaluate'], /run/],
    [['evaluate', 'x', '--split', 'everything'], /training, validation, test/],
    [['doctor', '--no-such-option'], /--no-such-option/],
    [['doctor', 'please'], /arguments/],
    [['apply', 'x', '--out', 'y'], /photo/],
    [['apply', 'x', 'y.png'], /--out/],
    [['serve', '--port', '80000'], /65535/],
    [['train', '--project', 'p', '--seed', '1.5'], /whole number/],
    [['burn'], /burn/],
    [['dataset'], /Usage: abbe dataset/],
    [['dataset', 'burn', 'p'], /burn/],
    [['dataset', 'label', 'p', 'd', 'i'], /--as LABEL, or --none/],
    [['dataset', 'tag', 'p', 'd', 'i'], /--add or --remove/],
    [['dataset', 'split', 'p', '--by', 'name'], /photo, session, subject/],
    [['project', 'add', 'p', 'f', '--axis', 'x'], /t, c, z/],
    [['project', 'relocate', 'p'], /folder/],
    [[], /Usage/],
  ])('%j is wrong usage', async (args, reason) => {
    const { code, stdout, stderr } = await abbe(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(reason);
  });

  it('tells wrong usage as a document with --json', async () => {
    const { code, stdout } = await abbe('apply', '--json');
    expect(code).toBe(2);
    expect(failureDocumentSchema.parse(JSON.parse(stdout)).error.code).toBe('invalid-input');
  });

  it('names the run that is not there', async () => {
    const { code, stdout, stderr } = await abbe('evaluate', '/no/project/runs/r1', '--json');
    expect(code).toBe(1);
    expect(failureDocumentSchema.parse(JSON.parse(stdout)).error.code).toBe('not-found');
    expect(stderr).toContain('/no/project/runs/r1');
  });
});
