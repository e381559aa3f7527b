import { describe, expect, it } from 'vitest';
import { scaleBar } from '../../../electron/engine/imaging/scale-bar.ts';

describe('a scale bar', () => {
  it('has a round length near a fifth of the width', () => {
    const bar = scaleBar(512, { x: 0.1, unit: 'µm' });
    expect(bar.label).toBe('10 µm');
    expect(bar.pixels).toBeCloseTo(100, 9);
    for (const width of [13, 64, 200, 333, 1024, 30_000]) {
      for (const x of [0.0046, 0.11, 1, 3.7]) {
        const { pixels, label } = scaleBar(width, { x, unit: 'µm' });
        expect(label).toMatch(/^[125]0* (pm|nm|µm|mm)$/);
        expect(pixels / width).toBeGreaterThan(0.12);
        expect(pixels / width).toBeLessThan(0.4);
      }
    }
  });

  it('takes the unit that needs the fewest digits', () => {
    expect(scaleBar(512, { x: 0.0046, unit: 'µm' }).label).toBe('500 nm');
    expect(scaleBar(200, { x: 1, unit: 'mm' }).label).toBe('50 mm');
    expect(scaleBar(1000, { x: 20, unit: 'µm' }).label).toBe('5 mm');
  });

  it('keeps units that it does not know', () => {
    expect(scaleBar(100, { x: 2, unit: 'inch' }).label).toBe('50 inch');
  });

  it('counts pixels where their size is not known, whole ones', () => {
    expect(scaleBar(256, null)).toEqual({ pixels: 50, label: '50 px' });
    expect(scaleBar(2, null)).toEqual({ pixels: 1, label: '1 px' });
  });

  it('refuses what has no length', () => {
    expect(() => scaleBar(0, null)).toThrow(RangeError);
    expect(() => scaleBar(10, { x: 0, unit: 'µm' })).toThrow(RangeError);
  });
});
