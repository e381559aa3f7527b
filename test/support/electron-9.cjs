/* eslint-disable @typescript-eslint/no-require-imports -- Electron 9 loads CommonJS only */
/**
 * What Abbe's main process uses of Electron 45 and the smoke test's Electron 9 (Node 12, V8 8.3) lacks. Given to
 * it with `--require`; nothing of it is shipped. utilityProcess is left out on purpose: main has its own way then.
 */
'use strict';
const { app, crashReporter, protocol } = require('electron');
const { URL: NodeURL } = require('url');

/** As much of AbortController as transport/serve uses. */
class AbortSignal {
  constructor() {
    this.aborted = false;
    this.listeners = new Set();
  }
  addEventListener(_type, listener) {
    this.listeners.add(listener);
  }
  removeEventListener(_type, listener) {
    this.listeners.delete(listener);
  }
}
class AbortController {
  constructor() {
    this.signal = new AbortSignal();
  }
  abort() {
    if (this.signal.aborted) return;
    this.signal.aborted = true;
    for (const listener of this.signal.listeners) listener();
  }
}

/** As much of Response as main/page-scheme uses. */
class Response {
  constructor(body, { status = 200, headers = {} } = {}) {
    Object.assign(this, { body, status, headers });
  }
}

Object.assign(global, { AbortController, Response, URL: NodeURL });

protocol.handle = (scheme, handler) => {
  protocol.registerBufferProtocol(scheme, (request, answer) => {
    handler({ url: request.url }).then(({ body, status, headers }) => {
      const mimeType = String(headers['Content-Type'] || 'text/plain').split(';')[0];
      answer({ statusCode: status, headers, mimeType, data: Buffer.from(body) });
    });
  });
};

app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler = (handler) => {
    contents.on('new-window', (event, url) => {
      if (handler({ url }).action === 'deny') event.preventDefault();
    });
  };
});

// It asks for an address also where nothing is uploaded, and has no folder of its own for dumps.
const startReporter = crashReporter.start.bind(crashReporter);
crashReporter.start = (options) => {
  if (options.uploadToServer !== false) throw new Error('Crash reports must stay on this machine.');
  startReporter({ ...options, companyName: 'Abbe', submitURL: 'http://127.0.0.1:9/' });
};
const setPath = app.setPath.bind(app);
app.setPath = (name, path) => (name === 'crashDumps' ? undefined : setPath(name, path));

// As root Chromium has no sandbox of its own, and the test says --no-sandbox; the window's `sandbox` stays.
app.enableSandbox = () => undefined;
