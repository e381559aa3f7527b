import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { degradationPresets, parseDegradation } from '../../../electron/engine/datasets/degradation.ts';
import {
  parseSegmentation,
  segmentationPresets,
  segmentationSchema,
  toSegmentParameters,
} from '../../../electron/engine/datasets/segmentation.ts';
import {
  checkSegmentParameters,
  defaultSegmentParameters,
  segmentParameterInfo,
  segmentPresets,
} from '../../../electron/engine/imaging/segment-parameters.ts';

describe('segmentation parameters', () => {
  it('default to imaging’s own, and the presets mean what imaging’s mean', () => {
    expect(toSegmentParameters(parseSegmentation({}))).toEqual(defaultSegmentParameters);
    for (const [name, preset] of Object.entries(segmentPresets)) {
      const parsed = toSegmentParameters(parseSegmentation(segmentationPresets[name] ?? {}));
      expect(parsed).toEqual(preset);
      checkSegmentParameters(parsed);
    }
  });

  it('have a title, help, and limits where they are numbers', () => {
    const { properties } = z.toJSONSchema(segmentationSchema, { io: 'input' });
    expect(Object.keys(properties ?? {})).toEqual(segmentParameterInfo.map(({ key }) => key));
    for (const property of Object.values(properties ?? {})) {
      expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) });
      expect(property).toHaveProperty('default');
    }
    expect(properties?.['diameter']).toMatchObject({
      unit: 'px',
      nullTitle: 'automatic',
      anyOf: [{ type: 'number', minimum: 4 }, { type: 'null' }],
    });
  });

  it.each([
    [{ diameter: 2 }, /diameter/],
    [{ touching: 'melt' }, /touching/],
    [{ diametre: 50 }, /diametre/],
  ])('%j is refused, naming the parameter', (parameters, message) => {
    expect(() => parseSegmentation(parameters)).toThrow(message);
  });
});

describe('degradation parameters', () => {
  it('default to the paper’s kernel', () => {
    expect(parseDegradation({})).toEqual(degradationPresets['paper']);
    expect(degradationPresets['default']).toEqual({ kernelSize: 15, sigma: 0 });
  });

  it.each([
    [{ kernelSize: 14 }, /kernelSize must be odd/],
    [{ kernelSize: -1 }, /kernelSize/],
    [{ sigma: NaN }, /sigma/],
    [{ blur: 3 }, /blur/],
  ])('%j is refused, naming the parameter', (parameters, message) => {
    expect(() => parseDegradation(parameters)).toThrow(message);
  });
});
