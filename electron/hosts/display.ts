import { spawn } from 'node:child_process';

/** Whether windows can be opened here: always on macOS and Windows, with X11 or Wayland elsewhere. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env, platform = process.platform): boolean {
  return platform === 'darwin' || platform === 'win32' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** Opens an address in the system's browser; without one nothing happens, the address is printed anyway. */
export function openBrowser(address: string): void {
  // Our own code: one command a system. `start` takes its first quoted argument as a title.
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '""', address]
        : ['xdg-open', address];
  const child = spawn(command ?? 'xdg-open', args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
