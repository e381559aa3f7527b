import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SetupError } from '../../../build/setup/failures.mjs';
import { Progress } from '../../../build/setup/progress.mjs';
import { setUp } from '../../../build/setup/setup.mjs';

interface Options {
  done?: boolean;
  fails?: Error;
  [property: string]: unknown;
}

/** A step that notes that it ran and is done afterwards, unless it fails. */
function step(title: string, ran: string[], { done = false, fails, ...rest }: Options = {}) {
  let isDone = done;
  return {
    title,
    isDone: () => isDone,
    run: async () => {
      ran.push(title);
      if (fails) throw fails;
      isDone = true;
    },
    ...rest,
  };
}

function newContext(env: NodeJS.ProcessEnv = {}) {
  let text = '';
  const progress = new Progress({ write: (part: string) => void (text += part) });
  const checkout = mkdtempSync(join(tmpdir(), 'steps-'));
  return { checkout, env, progress, printed: () => text };
}

describe('set-up', () => {
  it('does what is missing, in order, and names it', async () => {
    const ran: string[] = [];
    const context = newContext();
    const steps = [step('a', ran), step('b', ran, { done: true }), step('c', ran)];
    expect(await setUp(steps, context)).toEqual(['a', 'c']);
    expect(ran).toEqual(['a', 'c']);
    expect(context.printed()).toMatch(/^\[1\/2\] a\n.*\[2\/2\] c\n/s);
  });

  it('prints and writes nothing when all is done', async () => {
    const context = newContext();
    expect(await setUp([step('a', [], { done: true })], context)).toEqual([]);
    expect(context.printed()).toBe('');
    expect(readdirSync(context.checkout)).toEqual([]);
  });

  it('repeats what a step that empties node_modules takes away, and nothing that lies outside', async () => {
    const ran: string[] = [];
    const steps = [
      step('packages', ran, { emptiesModules: true }),
      step('runtime', ran, { done: true }),
      step('elsewhere', ran, { done: true, outside: true }),
    ];
    await setUp(steps, newContext());
    expect(ran).toEqual(['packages', 'runtime']);
  });

  it('leaves out a step that has nothing to do here', async () => {
    const ran: string[] = [];
    expect(await setUp([step('page', ran, { applies: () => false })], newContext())).toEqual([]);
    expect(ran).toEqual([]);
  });

  it('asks a step again that cannot tell yet, as its files are not there', async () => {
    const ran: string[] = [];
    const missing = Object.assign(new Error('no such file'), { code: 'ENOENT' });
    let asked = 0;
    const isDone = () => {
      if (asked++ < 2) throw missing;
      return ran.length > 0;
    };
    expect(await setUp([step('a', ran, { isDone })], newContext())).toEqual(['a']);
  });

  it('goes on without an optional step, telling why, but not under CI', async () => {
    const fails = new SetupError('No network.', { code: 'no-network' });
    const ran: string[] = [];
    const steps = () => [step('python', ran, { optional: true, fails }), step('last', ran)];
    const context = newContext();
    expect(await setUp(steps(), context)).toEqual(['last']);
    expect(context.printed()).toContain('No network.\n');
    await expect(setUp(steps(), newContext({ CI: 'true' }))).rejects.toBe(fails);
    expect(ran).toEqual(['python', 'last', 'python']);
  });

  it('stops at a step that fails, and gives its lock back', async () => {
    const fails = new SetupError('No compiler.');
    const ran: string[] = [];
    const context = newContext();
    await expect(setUp([step('a', ran, { fails }), step('b', ran)], context)).rejects.toBe(fails);
    expect(ran).toEqual(['a']);
    expect(readdirSync(join(context.checkout, '.cache'))).toEqual([]);
  });
});
