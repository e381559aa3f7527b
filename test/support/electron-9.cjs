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

/**
 * What the page uses of the built-in objects that its Chromium 83 lacks, put before its scripts; the build brings
 * the language down to that, not the library.
 */
function fillPage() {
  const add = (target, members) => {
    for (const [name, value] of Object.entries(members)) {
      if (!(name in target))
        Object.defineProperty(target, name, { value, configurable: true, writable: true });
    }
  };
  const at = function (index) {
    return this[index < 0 ? this.length + index : index];
  };
  const findLastIndex = function (test) {
    for (let i = this.length - 1; i >= 0; i--) if (test(this[i], i, this)) return i;
    return -1;
  };
  const findLast = function (test) {
    return this[findLastIndex.call(this, test)];
  };
  const lists = { at, findLast, findLastIndex };
  add(Array.prototype, {
    ...lists,
    toReversed: function () {
      return [...this].reverse();
    },
    toSorted: function (compare) {
      return [...this].sort(compare);
    },
    toSpliced: function (...words) {
      const copy = [...this];
      copy.splice(...words);
      return copy;
    },
    with: function (index, value) {
      return Object.assign([...this], { [index < 0 ? this.length + index : index]: value });
    },
  });
  const typed = Object.getPrototypeOf(Uint8Array.prototype);
  add(typed, {
    ...lists,
    toReversed: function () {
      return this.slice().reverse();
    },
    toSorted: function (compare) {
      return this.slice().sort(compare);
    },
  });
  add(String.prototype, {
    at,
    replaceAll: function (what, by) {
      return what instanceof RegExp ? this.replace(what, by) : this.split(what).join(by);
    },
  });
  add(Object, {
    hasOwn: (object, key) => Object.prototype.hasOwnProperty.call(object, key),
    groupBy: (items, keyOf) => {
      const groups = Object.create(null);
      for (const item of items) (groups[keyOf(item)] = groups[keyOf(item)] || []).push(item);
      return groups;
    },
  });
  add(globalThis, { structuredClone: (value) => JSON.parse(JSON.stringify(value)) });
  add(Crypto.prototype, {
    randomUUID: () => `${Date.now().toString(16)}-${Math.random().toString(16).slice(2)}`,
  });
}
const pagePolyfills = Buffer.from(`(${fillPage})();\n`);

protocol.handle = (scheme, handler) => {
  protocol.registerBufferProtocol(scheme, (request, answer) => {
    handler({ url: request.url }).then(({ body, status, headers }) => {
      const mimeType = String(headers['Content-Type'] || 'text/plain').split(';')[0];
      const isScript = mimeType === 'text/javascript' && status === 200;
      const data = isScript ? Buffer.concat([pagePolyfills, Buffer.from(body)]) : Buffer.from(body);
      answer({ statusCode: status, headers, mimeType, data });
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
