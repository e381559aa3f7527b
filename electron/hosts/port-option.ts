import { InvalidArgumentError } from 'commander';

/** `--port N` of the hosts' command lines. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    throw new InvalidArgumentError('A port is a whole number from 0 (any free one) to 65535.');
  }
  return port;
}
