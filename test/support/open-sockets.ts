import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** Addresses, as the kernel writes them in hexadecimal, that lead nowhere else: unset and loopback. */
const own = [
  /^0+$/,
  /^[0-9A-F]{6}7F$/,
  /^0{24}01000000$/,
  // Loopback of IPv4 written as IPv6.
  /^0{16}FFFF0000[0-9A-F]{6}7F$/,
];

/** Far ends outside of this machine of the sockets that processes hold now, as /proc/net lists them (Linux). */
export function foreignSockets(pids: readonly number[]): string[] {
  const inodes = new Set(pids.flatMap(socketsOf));
  return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => inodes.has(fields[9] ?? ''))
      .map((fields) => fields[2] ?? '')
      .filter((remote) => !own.some((pattern) => pattern.test(remote.split(':')[0] ?? '')))
      .map((remote) => `${table} ${remote}`),
  );
}

function socketsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const found = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`));
      return found?.[1] === undefined ? [] : [found[1]];
    });
  } catch {
    // It has ended, or closed one meanwhile.
    return [];
  }
}
