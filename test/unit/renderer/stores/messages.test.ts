import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AbbeError } from '../../../../electron/contract/errors.ts';
import { useMessages } from '../../../../renderer/stores/messages.ts';

let kept: Map<string, string>;
beforeEach(() => {
  kept = new Map();
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  setActivePinia(createPinia());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('messages', () => {
  it('are of this session, in the log also those of earlier ones, the newest first', () => {
    useMessages().add('warning', 'a.png: it is empty.');
    vi.runAllTimers();
    setActivePinia(createPinia());
    const messages = useMessages();
    expect(messages.list).toEqual([]);
    expect(messages.unread).toBe(0);
    messages.add('good', 'Done.');
    expect(messages.latest?.text).toBe('Done.');
    expect(messages.log.map(({ text, earlier }) => [text, earlier])).toEqual([
      ['Done.', false],
      ['a.png: it is empty.', true],
    ]);
    expect(new Set(messages.log.map(({ id }) => id)).size).toBe(2);
  });

  it('are counted until read, notes are not', () => {
    const messages = useMessages();
    messages.add('info', '80 images without a label stay set aside.');
    expect(messages.unread).toBe(0);
    messages.add('warning', 'a.png: it is empty.');
    messages.add('good', 'Done.');
    expect(messages.unread).toBe(2);
    messages.markRead();
    expect(messages.unread).toBe(0);
  });

  it('are bounded, and gone when cleared', () => {
    const messages = useMessages();
    for (let n = 0; n < 600; n += 1) messages.add('info', `Message ${n}`);
    vi.runAllTimers();
    expect(messages.log).toHaveLength(500);
    expect(messages.latest?.text).toBe('Message 599');
    expect(JSON.parse(kept.get('abbe.activity') ?? '')).toHaveLength(500);
    messages.clear();
    expect(JSON.parse(kept.get('abbe.activity') ?? '')).toEqual([]);
  });

  it('say nothing of what a person cancelled', () => {
    const messages = useMessages();
    messages.addError(new AbbeError('cancelled', 'Cancelled.'));
    messages.addError(new AbbeError('not-found', '/x is not there.'));
    expect(messages.log.map(({ text }) => text)).toEqual(['/x is not there.']);
  });
});
