import { describe, expect, it } from 'vitest';
import { drawPracticeSection } from '../../../electron/engine/imaging/practice-section.ts';

const share = (mask: Uint8Array): number => mask.filter((value) => value === 255).length / mask.length;

describe('drawn sections', () => {
  it('are the same for the same seed and others for each index', async () => {
    const [a, b, c] = [
      await drawPracticeSection(192, 1, 0),
      await drawPracticeSection(192, 1, 0),
      await drawPracticeSection(192, 1, 1),
    ];
    expect(b).toEqual(a);
    expect(c.membranes).not.toEqual(a.membranes);
  });

  it('have dark membranes and mitochondria, which never overlap', async () => {
    const { raw, membranes, mitochondria } = await drawPracticeSection(256, 3, 0);
    expect(share(membranes)).toBeGreaterThan(0.1);
    expect(share(membranes)).toBeLessThan(0.3);
    expect(share(mitochondria)).toBeGreaterThan(0.03);
    expect(share(mitochondria)).toBeLessThan(0.25);
    const mean = (is: (i: number) => boolean): number => {
      const values = [...raw].filter((_, i) => is(i));
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    const cytoplasm = mean((i) => membranes[i] === 0 && mitochondria[i] === 0);
    expect(mean((i) => membranes[i] === 255)).toBeLessThan(cytoplasm - 30);
    expect(mean((i) => mitochondria[i] === 255)).toBeLessThan(cytoplasm - 30);
    expect([...membranes].some((value, i) => value === 255 && mitochondria[i] === 255)).toBe(false);
    expect(new Set(membranes)).toEqual(new Set([0, 255]));
  });
});
