import { describe, expect, it } from 'vitest';
import {
  count,
  fileName,
  formatBytes,
  formatCount,
  formatDuration,
  formatGain,
  formatNumber,
  formatScore,
  joinPath,
  shorten,
} from '../../../../renderer/ui/format.ts';

describe('numbers as a person reads them', () => {
  it('bytes in binary units', () => {
    expect(formatBytes(0)).toBe('0 B');
    expect(formatBytes(1536)).toBe('1.5 KiB');
    expect(formatBytes(274 * 2 ** 20)).toBe('274 MiB');
  });

  it('durations in at most two units', () => {
    expect(formatDuration(8.4)).toBe('8 s');
    expect(formatDuration(59.7)).toBe('1 min');
    expect(formatDuration(200)).toBe('3 min 20 s');
    expect(formatDuration(3900)).toBe('1 h 5 min');
    expect(formatDuration(90000)).toBe('1 d 1 h');
    expect(formatDuration(null)).toBe('–');
  });

  it('counts in groups, with their noun', () => {
    expect(formatCount(1234567)).toBe('1\u202f234\u202f567');
    expect(count(1, 'cell')).toBe('1 cell');
    expect(count(0, 'box', 'boxes')).toBe('0 boxes');
  });

  it('scores with a true minus sign; infinite and missing ones are told apart', () => {
    expect(formatScore(-1.234, 2)).toBe('\u22121.23');
    expect(formatScore(null, 2)).toBe('∞');
    expect(formatScore(undefined, 2)).toBe('–');
    expect(formatScore(NaN, 2)).toBe('–');
    expect(formatGain(0.5, 2)).toBe('+0.50');
    expect(formatGain(-0.5, 2)).toBe('\u22120.50');
  });

  it('numbers with significant digits, the very small and large as powers', () => {
    expect(formatNumber(0.0771234)).toBe('0.07712');
    expect(formatNumber(0.00001)).toBe('1e\u22125');
    expect(formatNumber(0)).toBe('0');
  });
});

describe('paths', () => {
  it('of either kind of slash', () => {
    expect(fileName('/a/b/cell.png')).toBe('cell.png');
    expect(fileName('C:\\a\\cell.png')).toBe('cell.png');
    expect(joinPath('/a/b/', 'c')).toBe('/a/b/c');
    expect(joinPath('C:\\a', 'c')).toBe('C:\\a\\c');
  });

  it('are shortened in the middle: names of a series differ at their ends', () => {
    const short = shorten('BloodImage_00017.jpg', 15);
    expect(short).toHaveLength(15);
    expect(short).toMatch(/^Bloo.*00017\.jpg$/);
    expect(shorten('a.png', 15)).toBe('a.png');
  });
});
