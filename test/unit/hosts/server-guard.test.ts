import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { ServerGuard } from '../../../electron/hosts/server-guard.ts';

const guard = new ServerGuard(4321);
const cookie = `theme=dark; abbe-4321=${guard.token}`;

function check(kind: 'page' | 'socket', headers: Record<string, string>, url = '/') {
  return guard.check({ headers: { host: '127.0.0.1:4321', ...headers }, url } as IncomingMessage, kind).kind;
}

describe('ServerGuard', () => {
  it('makes a key of its own at each launch', () => {
    expect(new ServerGuard(4321).token).not.toBe(guard.token);
    expect(guard.token.length).toBeGreaterThanOrEqual(43);
  });

  it('welcomes the printed address, once, with a strict cookie', () => {
    const { pathname, search } = new URL(guard.address);
    const verdict = guard.check(
      { headers: { host: '127.0.0.1:4321' }, url: pathname + search } as IncomingMessage,
      'page',
    );
    expect(verdict).toEqual({
      kind: 'welcome',
      cookie: `abbe-4321=${guard.token}; Path=/; HttpOnly; SameSite=Strict`,
    });
  });

  it('serves whoever has the cookie', () => {
    expect(check('page', { cookie })).toBe('serve');
    expect(check('page', { cookie, host: 'localhost:4321' })).toBe('serve');
    expect(check('socket', { cookie, origin: 'http://127.0.0.1:4321' })).toBe('serve');
  });

  it.each([
    ['no key', {}, '/'],
    ['a wrong key', {}, '/?token=abc'],
    ['a wrong key as long as ours', {}, `/?token=${'a'.repeat(43)}`],
    ['another port’s cookie', { cookie: `abbe-4322=${guard.token}` }, '/'],
    ['a foreign Host (DNS rebinding)', { cookie, host: 'evil.example:4321' }, '/'],
    ['our Host with another port', { cookie, host: '127.0.0.1:80' }, '/'],
    ['no Host', { cookie, host: '' }, '/'],
    ['a foreign Origin', { cookie, origin: 'https://evil.example' }, '/'],
    ['an opaque Origin', { cookie, origin: 'null' }, '/'],
    ['our Host with another scheme as Origin', { cookie, origin: 'https://127.0.0.1:4321' }, '/'],
  ])('refuses %s', (_name, headers, url) => {
    expect(check('page', headers, url)).toBe('refuse');
    expect(check('socket', { origin: 'http://127.0.0.1:4321', ...headers }, url)).toBe('refuse');
  });

  it('refuses a socket without an Origin, and one with the key in its address only', () => {
    expect(check('socket', { cookie })).toBe('refuse');
    expect(check('socket', { origin: 'http://127.0.0.1:4321' }, `/engine?token=${guard.token}`)).toBe(
      'refuse',
    );
  });

  it('survives an address that is none', () => {
    expect(check('page', {}, '//')).toBe('refuse');
    expect(check('page', {}, '/%')).toBe('refuse');
  });
});
