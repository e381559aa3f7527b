/* eslint-disable @typescript-eslint/no-require-imports -- what is required ahead of all else is CommonJS */
/**
 * Writes down whatever a Node process asks of the network: `node --require network-guard.cjs`, the file being named
 * by ABBE_NETWORK_LOG. Threads and children that inherit NODE_OPTIONS are heard too.
 */
'use strict';
const dgram = require('node:dgram');
const dns = require('node:dns');
const { appendFileSync } = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');
const net = require('node:net');

const file = process.env.ABBE_NETWORK_LOG;

/** Replaces a function by one that writes its words down first. */
function hear(target, name, addressOf) {
  const original = target[name];
  if (typeof original !== 'function') return;
  target[name] = function (...words) {
    const address = addressOf(words);
    if (address !== null)
      appendFileSync(file, `${JSON.stringify({ what: name, address, pid: process.pid })}\n`);
    return original.apply(this, words);
  };
}

/** Where a socket is to be connected to; null for pipes of this machine. */
function socketAddress([first, second]) {
  // Node hands its own normalised words on as one array.
  if (Array.isArray(first)) return socketAddress(first);
  if (typeof first === 'object' && first !== null)
    return first.path ? null : `${first.host ?? 'localhost'}:${first.port}`;
  if (typeof first === 'number') return `${typeof second === 'string' ? second : 'localhost'}:${first}`;
  return null;
}

hear(net.Socket.prototype, 'connect', socketAddress);
hear(dgram.Socket.prototype, 'send', (words) =>
  words
    .filter((word) => typeof word !== 'function')
    .slice(1)
    .join(':'),
);
hear(dgram.Socket.prototype, 'connect', ([port, host]) => `${host ?? 'localhost'}:${port}`);
for (const resolver of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const name of Object.getOwnPropertyNames(resolver)) {
    if (/^(lookup|resolve|reverse)/.test(name)) hear(resolver, name, ([host]) => String(host));
  }
}
syncBuiltinESMExports();
appendFileSync(file, `${JSON.stringify({ what: 'started', address: 'localhost', pid: process.pid })}\n`);
