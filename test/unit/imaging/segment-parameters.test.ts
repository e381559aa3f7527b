import { describe, expect, it } from 'vitest';
import {
  checkSegmentParameters,
  defaultSegmentParameters,
  segmentParameterInfo,
  segmentPresets,
} from '../../../electron/engine/imaging/segment-parameters.ts';
import type { SegmentParameters } from '../../../electron/engine/imaging/segment-parameters.ts';

describe('segmentation parameters', () => {
  it('each is described, with its default', () => {
    expect(segmentParameterInfo.map(({ key }) => key).sort()).toEqual(
      Object.keys(defaultSegmentParameters).sort(),
    );
    for (const info of segmentParameterInfo) {
      expect(info.default).toBe(defaultSegmentParameters[info.key]);
      expect(info.help).toMatch(/^[A-Z0-9].*\.$/);
      expect(info.options !== undefined || (info.min !== undefined && info.max !== undefined)).toBe(true);
    }
  });

  it.each(Object.entries(segmentPresets))('the preset “%s” is within the bounds', (_, preset) => {
    expect(() => checkSegmentParameters(preset)).not.toThrow();
  });

  it('the paper’s preset has its window of 11', () => {
    expect(segmentPresets.paper).toMatchObject({ window: 11, touching: 'keep', nuclei: 'ignore' });
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ window: 10 }, /odd number of pixels, not 10/],
    [{ window: 10.5 }, /odd number/],
    [{ window: 'wide' }, /Threshold window must be a number/],
    [{ diameter: -3 }, /Cell diameter must be a number from 4/],
    [{ minArea: NaN }, /Smallest cell/],
    [{ contrast: Infinity }, /Contrast/],
    [{ channel: 'infrared' }, /Channel must be one of grey, red/],
    [{ border: undefined }, /border/],
    [{ margin: '1' }, /Margin/],
  ])('%o is refused by name', (wrong, message) => {
    const parameters = { ...defaultSegmentParameters, ...wrong } as SegmentParameters;
    expect(() => checkSegmentParameters(parameters)).toThrow(message);
    expect(() => checkSegmentParameters(parameters)).toThrow(RangeError);
  });
});
