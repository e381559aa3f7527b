import { fileURLToPath } from 'node:url';
import { servePage } from '../../electron/hosts/serve-page.ts';

/** The loopback host with the tiny engine behind it; prints its address. */
await servePage({
  port: 0,
  open: false,
  entry: fileURLToPath(new URL('./tiny-engine-process.ts', import.meta.url)),
  onReady: ({ address }) => process.stdout.write(`${address}\n`),
});
