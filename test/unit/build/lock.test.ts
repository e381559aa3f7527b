import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { acquire, isStale, withLock } from '../../../build/setup/lock.mjs';

const lockModule = pathToFileURL(join(import.meta.dirname, '../../../build/setup/lock.mjs')).href;
const newLock = () => join(mkdtempSync(join(tmpdir(), 'lock-')), 'deep', 'a.lock');
const quick = { pollMs: 5 };

/** A process that takes the lock and keeps it; resolves once it has it. */
async function holderProcess(path: string) {
  const script = `
    const { acquire } = await import(${JSON.stringify(lockModule)});
    await acquire(${JSON.stringify(path)}, 'holding');
    console.log('held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('the lock of set-up', () => {
  it('lets one in at a time', async () => {
    const path = newLock();
    let inside = 0;
    let most = 0;
    const order: number[] = [];
    const enter = (index: number) =>
      withLock(path, 'testing', quick, async () => {
        inside += 1;
        most = Math.max(most, inside);
        order.push(index);
        await sleep(10);
        inside -= 1;
      });
    await Promise.all([0, 1, 2, 3, 4].map(enter));
    expect(most).toBe(1);
    expect(order.toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect(existsSync(path)).toBe(false);
  });

  it('is given back when the work fails', async () => {
    const path = newLock();
    const failing = withLock(path, 'failing', quick, async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(existsSync(path)).toBe(false);
  });

  it('tells once who holds it while it waits', async () => {
    const path = newLock();
    const release = await acquire(path, 'compiling', quick);
    const seen: unknown[] = [];
    const waiting = acquire(path, 'second', { ...quick, onWait: (holder) => seen.push(holder) });
    await sleep(60);
    release();
    (await waiting)();
    expect(seen).toEqual([
      expect.objectContaining({ pid: process.pid, host: hostname(), what: 'compiling' }),
    ]);
  });

  it('is taken over from a process that was killed', async () => {
    const path = newLock();
    const child = await holderProcess(path);
    expect(JSON.parse(readFileSync(path, 'utf8')).pid).toBe(child.pid);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const release = await acquire(path, 'next', quick);
    expect(JSON.parse(readFileSync(path, 'utf8')).pid).toBe(process.pid);
    release();
  });

  it('stays with a killed process while a program that it started still runs', async () => {
    const path = newLock();
    const script = `
      const { acquire } = await import(${JSON.stringify(lockModule)});
      const { run } = await import(${JSON.stringify(lockModule.replace('lock.mjs', 'process.mjs'))});
      await acquire(${JSON.stringify(path)}, 'holding');
      void run(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
      console.log('held');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const holder = JSON.parse(readFileSync(path, 'utf8'));
    const [orphan] = holder.children;
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isStale(path, holder)).toBe(false);
    process.kill(orphan.pid, 'SIGKILL');
    (await acquire(path, 'next', quick))();
    expect(isStale(path, holder)).toBe(true);
  });

  it('is taken over by one of several waiters at a time', async () => {
    const path = newLock();
    const child = await holderProcess(path);
    child.kill('SIGKILL');
    await once(child, 'exit');
    let inside = 0;
    let most = 0;
    const enter = () =>
      withLock(path, 'testing', quick, async () => {
        most = Math.max(most, ++inside);
        await sleep(5);
        inside -= 1;
      });
    await Promise.all([enter(), enter(), enter()]);
    expect(most).toBe(1);
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  it('is not stale while its process lives, and is when the pid now belongs to another process', async () => {
    const path = newLock();
    const release = await acquire(path, 'living', quick);
    const holder = JSON.parse(readFileSync(path, 'utf8'));
    expect(isStale(path, holder)).toBe(false);
    if (process.platform === 'linux') expect(isStale(path, { ...holder, start: '1' })).toBe(true);
    release();
  });

  it('of another computer is stale only when its heartbeat stopped', async () => {
    const path = newLock();
    const release = await acquire(path, 'living', quick);
    const holder = { ...JSON.parse(readFileSync(path, 'utf8')), host: 'elsewhere', pid: 1 };
    expect(isStale(path, holder)).toBe(false);
    utimesSync(path, new Date(), new Date(Date.now() - 120_000));
    expect(isStale(path, holder)).toBe(true);
    release();
  });

  it('does not remove a lock that someone else has by now', async () => {
    const path = newLock();
    const release = await acquire(path, 'first', quick);
    writeFileSync(path, JSON.stringify({ token: 'of another' }));
    release();
    expect(existsSync(path)).toBe(true);
  });
});
