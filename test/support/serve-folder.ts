import { servePage } from '../../electron/hosts/serve-page.ts';

/** The loopback host with a page that was built elsewhere than in dist/, as its first argument says; prints its address. */
await servePage({
  port: 0,
  open: false,
  page: process.argv[2] ?? '',
  onReady: ({ address }) => process.stdout.write(`${address}\n`),
});
