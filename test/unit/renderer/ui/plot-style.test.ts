import { expect, it } from 'vitest';
import { axisNumber } from '../../../../renderer/ui/plot-style.ts';

it('writes numbers at axes as the page does, and names as they are', () => {
  expect([0, 500, 2500, -12_000, 0.05, 1234.5].map(axisNumber)).toEqual([
    '0',
    '500',
    '2\u202f500',
    '\u221212\u202f000',
    '0.05',
    '1\u202f234.5',
  ]);
  expect(axisNumber(0.1 + 0.2)).toBe('0.3');
  expect(axisNumber(1e-7)).toBe('1e\u22127');
  expect(axisNumber('BloodImage-001')).toBe('BloodImage-001');
});
