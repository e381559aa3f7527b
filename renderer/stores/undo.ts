import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { useMessages } from './messages.ts';

export interface UndoOffer {
  /** What was done: `Left out 12 images`. */
  text: string;
  undo(): Promise<unknown> | void;
}

/** How long the offer is seen, in milliseconds; Ctrl+Z takes it back later too. */
const shown = 10_000;
const kept = 50;

/** What was done and can be taken back: the newest is offered on the page, Ctrl+Z takes back one after another. */
export const useUndo = defineStore('undo', () => {
  const messages = useMessages();
  const offer = shallowRef<UndoOffer | null>(null);
  const depth = shallowRef(0);
  let stack: UndoOffer[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function show(next: UndoOffer | null): void {
    clearTimeout(timer);
    offer.value = next;
    depth.value = stack.length;
    if (next) timer = setTimeout(() => (offer.value = null), shown);
  }

  /** Offers to take back what was just done. */
  function add(text: string, undo: UndoOffer['undo']): void {
    const next = { text, undo };
    stack = [...stack, next].slice(-kept);
    show(next);
  }

  /** Takes the newest step back. */
  async function undo(): Promise<void> {
    const last = stack.pop();
    show(null);
    if (!last) return;
    try {
      await last.undo();
    } catch (thrown) {
      messages.addError(thrown);
    }
  }

  /** Forgets the steps: they belonged to a project that is no longer open. */
  function clear(): void {
    stack = [];
    show(null);
  }

  return { offer, depth, add, undo, clear, dismiss: () => show(null) };
});
