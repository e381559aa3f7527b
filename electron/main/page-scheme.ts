import { promises as fs } from 'node:fs';
import { protocol } from 'electron';
import { lookup } from 'mrmime';
import { pageHeaders } from '../transport/page-headers.ts';
import { pageFile, pageScheme } from './page-files.ts';

/**
 * Declares the page's own scheme; before the app is ready. Not file://, under which every file on the disk is
 * the page's own origin, module scripts do not load and no header can be sent.
 */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built page, read-only, with the same policy as the loopback host. */
export function servePageScheme(folder: string): void {
  protocol.handle(pageScheme, async ({ url }) => {
    const file = pageFile(folder, url);
    const body = file === null ? null : await fs.readFile(file).catch(() => null);
    if (file === null || body === null) return new Response('There is no such file.', { status: 404 });
    const type = lookup(file) ?? 'application/octet-stream';
    return new Response(body, { headers: { ...pageHeaders(), 'Content-Type': type } });
  });
}
