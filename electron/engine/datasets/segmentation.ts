import { z } from 'zod';
import type { Parameters } from '../../contract/datasets.ts';
import type { SegmentParameterInfo, SegmentParameters } from '../imaging/segment-parameters.ts';
import { segmentParameterInfo, segmentPresets } from '../imaging/segment-parameters.ts';
import { parseParameters } from './parse-parameters.ts';

/** What one looks at first; the rest is folded away in forms. */
const basic = new Set<keyof SegmentParameters>([
  'diameter',
  'channel',
  'contrast',
  'touching',
  'border',
  'margin',
]);

/**
 * The segmentation's parameters as a schema, made from imaging's own list. A number that imaging can choose
 * itself ('auto' there) is null here, which forms and JSON can say of a number.
 */
export const segmentationSchema = z.strictObject(
  Object.fromEntries(segmentParameterInfo.map((info) => [info.key, schemaOf(info)])),
);

export const segmentationPresets: Record<string, Parameters> = Object.fromEntries(
  Object.entries(segmentPresets).map(([name, preset]) => [name, toNull(preset)]),
);

/** Fills the defaults. @throws AbbeError invalid-input naming the parameter. */
export function parseSegmentation(parameters: Parameters): Parameters {
  return parseParameters('The segmentation', segmentationSchema, parameters) as Parameters;
}

/** Parsed parameters as imaging takes them. */
export function toSegmentParameters(parsed: Parameters): SegmentParameters {
  const entries = segmentParameterInfo.map(({ key }) => [key, parsed[key] ?? 'auto']);
  return Object.fromEntries(entries) as unknown as SegmentParameters;
}

function schemaOf(info: SegmentParameterInfo): z.ZodType {
  const { label, unit, help, min, max, step, options = [], key } = info;
  const meta = {
    title: label,
    description: help,
    ...(unit ? { unit } : {}),
    ...(step === undefined ? {} : { step }),
    ...(basic.has(key) ? {} : { advanced: true }),
  };
  if (min === undefined || max === undefined) {
    return z
      .enum(options as [string, ...string[]])
      .default(String(info.default))
      .meta(meta);
  }
  const number = z.number().min(min).max(max);
  if (!options.includes('auto')) return number.default(Number(info.default)).meta(meta);
  const preset = info.default === 'auto' ? null : Number(info.default);
  return number
    .nullable()
    .default(preset)
    .meta({ ...meta, nullTitle: 'automatic' });
}

/** Only of parameters that are otherwise numbers: the automatic polarity stays a choice of its own. */
function toNull(preset: SegmentParameters): Parameters {
  return Object.fromEntries(
    segmentParameterInfo.map(({ key, min }) => {
      const value = preset[key];
      return [key, value === 'auto' && min !== undefined ? null : value];
    }),
  );
}
