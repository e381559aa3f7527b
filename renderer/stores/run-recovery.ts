import { shallowReactive } from 'vue';
import type { RunRecord } from '../../electron/contract/documents.ts';
import type { Connection } from '../client/connection.ts';
import { trainTexts } from '../texts/index.ts';

const texts = trainTexts.runMessages;

/** What happened to a run whose engine stopped under it. */
export interface Interruption {
  /** The last step that this window saw. */
  atStep: number;
  /** `waiting` for the engine, `resumed` by itself, or left to the `button`. */
  outcome: 'waiting' | 'resumed' | 'button';
  /** Where it went on; null until it did. */
  fromStep: number | null;
}

export interface RecoveryActions {
  running(): readonly RunRecord[];
  /** How many wait for their turn. */
  waiting(): number;
  /** Fetches the runs again and returns them. */
  reload(): Promise<readonly RunRecord[]>;
  resume(run: string): Promise<RunRecord | null>;
  /** Queues again what waited. */
  requeue(): Promise<void>;
  /** A run as a person calls it. */
  nameOf(run: RunRecord): string;
  say(text: string): void;
}

/**
 * Watches over runs while the engine comes and goes: a run that this window saw running when the engine died is
 * resumed from its last checkpoint by itself once, and the queue is taken up behind it; a second time (a run that
 * kills the engine would do so forever) it waits for the button, and so does the queue.
 */
export function recoverRuns(
  connection: Pick<Connection, 'onEvent' | 'onReady'>,
  actions: RecoveryActions,
): { interruptions: Map<string, Interruption>; dismiss(run: string): void } {
  const interruptions = shallowReactive(new Map<string, Interruption>());
  const resumedBefore = new Set<string>();
  let waited = 0;

  connection.onEvent((event) => {
    if (event.name !== 'engine.state') return;
    if (event.payload.state !== 'restarting' && event.payload.state !== 'failed') return;
    waited = Math.max(waited, actions.waiting());
    for (const run of actions.running()) {
      interruptions.set(run.id, { atStep: run.step, outcome: 'waiting', fromStep: null });
    }
  });

  async function recover(): Promise<void> {
    const runs = await actions.reload();
    for (const [id, interruption] of interruptions) {
      if (interruption.outcome !== 'waiting') continue;
      const run = runs.find((entry) => entry.id === id);
      // Another window may have resumed it already; one that ended meanwhile needs nothing.
      if (run && run.state !== 'interrupted') interruptions.delete(id);
      else if (run) await goOn(run, interruption);
    }
    const held = [...interruptions.values()].some(({ outcome }) => outcome === 'button');
    if (waited > 0 && !held) await actions.requeue();
    waited = 0;
  }

  async function goOn(run: RunRecord, interruption: Interruption): Promise<void> {
    if (resumedBefore.has(run.id)) {
      interruptions.set(run.id, { ...interruption, outcome: 'button' });
      actions.say(texts.interruptedAgain(actions.nameOf(run), interruption.atStep));
      return;
    }
    resumedBefore.add(run.id);
    const record = await actions.resume(run.id);
    interruptions.set(run.id, {
      ...interruption,
      outcome: record ? 'resumed' : 'button',
      fromStep: record?.step ?? null,
    });
    if (record) actions.say(texts.resumed(actions.nameOf(run), interruption.atStep, record.step));
  }

  connection.onReady(() => void recover());
  return { interruptions, dismiss: (run) => void interruptions.delete(run) };
}
