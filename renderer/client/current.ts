import type { Connection } from './connection.ts';
import type { Host } from './host.ts';

let connection: Connection | null = null;
let host: Host | null = null;

/** Called once before the first store is used: by `main.ts` with the real line, by tests with their own. */
export function provideClient(given: { connection: Connection; host: Host }): void {
  connection = given.connection;
  host = given.host;
}

export function useConnection(): Connection {
  if (!connection) throw new TypeError('provideClient() was not called.');
  return connection;
}

export function useHost(): Host {
  if (!host) throw new TypeError('provideClient() was not called.');
  return host;
}
