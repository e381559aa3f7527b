/**
 * The headers with which the page is served, by the loopback host and by Electron's `abbe:` scheme alike:
 * nothing is loaded from elsewhere, nothing inline runs, nobody frames the page.
 *
 * @param sockets WebSocket addresses the page may connect to; none where it is handed a MessagePort.
 */
export function pageHeaders(sockets: readonly string[] = []): Record<string, string> {
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    // Vue and ECharts set style attributes.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    ["connect-src 'self'", ...sockets].join(' '),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
  };
}
