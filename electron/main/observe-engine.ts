import type { Engine } from '../contract/calls.ts';

/** A project as it was just opened. */
export interface OpenedProject {
  folder: string;
  name: string;
}

/** The same engine, and a word whenever a page has opened a project through it. */
export function tellOpenedProjects(engine: Engine, opened: (project: OpenedProject) => void): Engine {
  const { handlers } = engine;
  const tell = <T extends { folder: string; document: { name: string } }>(result: T): T => {
    opened({ folder: result.folder, name: result.document.name });
    return result;
  };
  return {
    handlers: {
      ...handlers,
      'project.create': async (payload, call) => tell(await handlers['project.create'](payload, call)),
      'project.open': async (payload, call) => tell(await handlers['project.open'](payload, call)),
      'project.openSample': async (payload, call) =>
        tell(await handlers['project.openSample'](payload, call)),
      'project.unpack': async (payload, call) => tell(await handlers['project.unpack'](payload, call)),
    },
    onEvent: (listener) => engine.onEvent(listener),
    close: () => engine.close(),
  };
}
