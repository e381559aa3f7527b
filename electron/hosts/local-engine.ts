import type { Engine, EngineClient } from '../contract/calls.ts';
import { connect } from '../transport/connect.ts';
import { portPair } from '../transport/in-process-port.ts';
import { serve } from '../transport/serve.ts';
import { engineOptions } from './engine-options.ts';

/** The engine in this process, as the command line uses it: made when first asked for. */
export class LocalEngine {
  readonly #create: () => Promise<Engine>;
  #opening: Promise<{ engine: Engine; client: EngineClient }> | undefined;

  constructor(create: () => Promise<Engine> = createRealEngine) {
    this.#create = create;
  }

  async client(): Promise<EngineClient> {
    this.#opening ??= this.#open();
    return (await this.#opening).client;
  }

  /** Stops runs at a checkpoint and frees the engine, where there is one. */
  async close(): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.engine.close();
    opened?.client.close();
  }

  async #open(): Promise<{ engine: Engine; client: EngineClient }> {
    const engine = await this.#create();
    const [near, far] = portPair();
    serve(engine, far);
    return { engine, client: connect(near) };
  }
}

async function createRealEngine(): Promise<Engine> {
  const { createEngine } = await import('../engine/engine.ts');
  return createEngine(engineOptions());
}
