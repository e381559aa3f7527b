import { parsePort } from '../port-option.ts';
import type { CliCommand } from './command.ts';

/** `abbe serve`: the page in a browser of this machine. */
export const serve: CliCommand<'serve'> = {
  name: 'serve',
  description: 'Serves Abbe to a browser on this machine until Ctrl+C.',
  define(command) {
    command
      .option('--port <number>', 'port to serve on; 0 takes any free one', parsePort)
      .option('--no-open', 'do not open the browser');
  },
  async run(_values, options, { publish }) {
    const { servePage } = await import('../serve-page.ts');
    await servePage({
      port: options['port'] as number | undefined,
      open: options['open'] as boolean,
      onReady: (document) => void publish({ document, text: `Abbe is ready: ${document.address}`, ok: true }),
    });
    return null;
  },
};
