/** Ctrl+C arrives two or three times at once: from the terminal, from npm and from the launcher. */
const onePressMs = 1000;

/**
 * The first Ctrl+C (or SIGTERM) aborts the signal, so that work ends cleanly; a second press ends the process.
 *
 * @param onFirst Told at the first press.
 */
export function interruptSignal(onFirst: () => void): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const press = () => {
    if (first === 0) {
      first = Date.now();
      controller.abort();
      onFirst();
    } else if (Date.now() - first > onePressMs) process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, press);
  return controller.signal;
}
