import { afterEach, describe, expect, it, vi } from 'vitest';
import { Progress, formatBytes } from '../../../build/setup/progress.mjs';

afterEach(() => vi.unstubAllEnvs());

function record(isTTY: boolean) {
  let text = '';
  return { isTTY, columns: 60, write: (part: string) => void (text += part), text: () => text };
}

describe('progress', () => {
  it('is plain lines where there is no terminal', () => {
    const stream = record(false);
    const progress = new Progress(stream);
    progress.step(2, 3, 'TensorFlow runtime');
    progress.phase('downloading');
    progress.bytes('downloading', 5e6, 274e6);
    progress.finish();
    expect(stream.text()).toBe('[2/3] TensorFlow runtime\n  downloading\n  done in 0 s\n');
  });

  it('is one line that changes on a terminal, with step, bytes and time, never wider than it', () => {
    vi.stubEnv('TERM', 'xterm');
    const stream = record(true);
    const progress = new Progress(stream);
    progress.step(1, 3, 'TensorFlow runtime');
    progress.phase('downloading tensorflow-cpu 2.21.0 from a mirror');
    progress.stop();
    expect(stream.text()).not.toContain('\n');
    const lines = stream.text().split('\r\u001b[2K');
    expect(lines.at(-2)).toMatch(/^\[1\/3\] TensorFlow runtime · downloading/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60);
    expect(lines.at(-1)).toBe('');
  });

  it('gives bytes as people read them', () => {
    expect([950, 12_400_000, 1_270_000_000].map(formatBytes)).toEqual(['1 kB', '12 MB', '1.3 GB']);
  });
});
