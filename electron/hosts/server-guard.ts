import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What a request to the loopback host may be: served, sent on with a cookie, or refused with a reason. */
export type Verdict =
  { kind: 'serve' } | { kind: 'welcome'; cookie: string } | { kind: 'refuse'; reason: string };

/**
 * Decides who may talk to the loopback host. Any web page can make the browser send requests to 127.0.0.1, and
 * any program on the machine can connect; so a request needs this launch's key (in the printed address once,
 * then in a cookie), our own Host (else: DNS rebinding) and, where it names one, our own Origin.
 */
export class ServerGuard {
  readonly token = randomBytes(32).toString('base64url');
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** The address to open; it holds the key. */
  get address(): string {
    return `http://127.0.0.1:${this.#port}/?token=${this.token}`;
  }

  check(request: IncomingMessage, kind: 'page' | 'socket'): Verdict {
    const hosts = [`127.0.0.1:${this.#port}`, `localhost:${this.#port}`];
    const { host = '', origin } = request.headers;
    if (!hosts.includes(host)) return refuse('This address does not belong to Abbe.');
    if (origin === undefined ? kind === 'socket' : !hosts.some((own) => origin === `http://${own}`)) {
      return refuse('Another page may not talk to Abbe.');
    }
    const key = new URLSearchParams((request.url ?? '').split('?')[1]).get('token');
    if (kind === 'page' && key !== null && this.#isKey(key)) {
      const cookie = `${this.#cookieName}=${this.token}; Path=/; HttpOnly; SameSite=Strict`;
      return { kind: 'welcome', cookie };
    }
    if (this.#isKey(this.#cookieOf(request))) return { kind: 'serve' };
    return refuse('Open Abbe with the whole address that it printed when it started; it holds the key.');
  }

  /** Cookies do not know ports: each host's has its own name. */
  get #cookieName(): string {
    return `abbe-${this.#port}`;
  }

  #cookieOf(request: IncomingMessage): string {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
    return pairs.find(([name]) => name === this.#cookieName)?.[1] ?? '';
  }

  #isKey(given: string): boolean {
    const [a, b] = [Buffer.from(given), Buffer.from(this.token)];
    return a.length === b.length && timingSafeEqual(a, b);
  }
}

function refuse(reason: string): Verdict {
  return { kind: 'refuse', reason };
}
