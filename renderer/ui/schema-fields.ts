import type { Parameters } from '../../electron/contract/datasets.ts';
import { formatNumber } from './format.ts';

export type FieldValue = Parameters[string];

/** One input of a form, made from one property of a JSON Schema. */
export interface Field {
  name: string;
  title: string;
  help: string;
  unit: string;
  kind: 'number' | 'integer' | 'boolean' | 'choice' | 'numbers' | 'text';
  min: number | null;
  max: number | null;
  /** What one click on an arrow of the input changes; null where the schema does not say. */
  step: number | null;
  choices: (string | number)[];
  /** Null is a value of its own, for example "estimated from the image". */
  nullable: boolean;
  /** What null means, where the schema says it. */
  nullTitle: string;
  default: FieldValue | undefined;
  advanced: boolean;
}

type Schema = Record<string, unknown>;

/**
 * The fields of an object schema in its order. Understood: number, integer, boolean, string, enum, const,
 * arrays of numbers, null in `type` or `anyOf`, and the annotations `title`, `description`, `unit`,
 * `step`, `nullTitle`, `advanced`. Properties of other types are left to their defaults.
 */
export function fieldsOf(schema: Schema): Field[] {
  const properties = asSchema(schema.properties);
  return Object.entries(properties).flatMap(([name, property]) => {
    const field = fieldOf(name, asSchema(property));
    return field ? [field] : [];
  });
}

/** A value per field: what is given, else the schema's default. */
export function withDefaults(fields: readonly Field[], values: Parameters): Parameters {
  const filled: Parameters = {};
  for (const field of fields) {
    const value = values[field.name] ?? (field.name in values ? null : field.default);
    if (value !== undefined) filled[field.name] = value;
  }
  return filled;
}

/** Why a value does not fit its field, in words, or null when it does. The engine checks again. */
export function problemOf(field: Field, value: FieldValue | undefined): string | null {
  if (value === undefined) return 'A value is missing.';
  if (value === null) return field.nullable ? null : 'A value is missing.';
  if (field.kind !== 'number' && field.kind !== 'integer') return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'Not a number.';
  if (field.kind === 'integer' && !Number.isInteger(value)) return 'Whole numbers only.';
  if (field.min !== null && value < field.min) return `At least ${field.min}.`;
  if (field.max !== null && value > field.max) return `At most ${field.max}.`;
  return null;
}

/** Beyond this a limit only guards against slips of the hand; a person need not read it. */
const readableLimit = 1e6;

/** `3 to 1001`, `At least 0`, or nothing. */
export function rangeText(field: Field): string {
  const max = field.max !== null && field.max < readableLimit ? field.max : null;
  const min = field.min !== null && field.min > -readableLimit ? field.min : null;
  if (min !== null && max !== null) return `${formatNumber(min)} to ${formatNumber(max)}`;
  if (min !== null) return `At least ${formatNumber(min)}`;
  if (max !== null) return `At most ${formatNumber(max)}`;
  return '';
}

function fieldOf(name: string, property: Schema): Field | null {
  const { schema, nullable } = withoutNull(property);
  const kind = kindOf(schema);
  if (kind === null) return null;
  return {
    name,
    title: text(property.title ?? schema.title) || spaced(name),
    help: text(property.description ?? schema.description),
    unit: text(property.unit ?? schema.unit),
    kind,
    min: limit(schema.minimum ?? schema.exclusiveMinimum),
    max: limit(schema.maximum ?? schema.exclusiveMaximum),
    step: limit(property.step ?? schema.step),
    choices: choicesOf(schema),
    nullable,
    nullTitle: text(property.nullTitle ?? schema.nullTitle) || 'none',
    default: (property.default ?? (nullable ? null : undefined)) as FieldValue | undefined,
    advanced: property.advanced === true || schema.advanced === true,
  };
}

function withoutNull(property: Schema): { schema: Schema; nullable: boolean } {
  const options = property.anyOf ?? property.oneOf;
  if (Array.isArray(options)) {
    const rest = options.map(asSchema).filter((option) => option.type !== 'null');
    return { schema: rest[0] ?? {}, nullable: rest.length < options.length };
  }
  if (Array.isArray(property.type)) {
    const types = property.type.filter((type) => type !== 'null');
    return { schema: { ...property, type: types[0] }, nullable: types.length < property.type.length };
  }
  return { schema: property, nullable: false };
}

function kindOf(schema: Schema): Field['kind'] | null {
  if (Array.isArray(schema.enum) || 'const' in schema) return 'choice';
  switch (schema.type) {
    case 'number':
    case 'integer':
    case 'boolean':
      return schema.type;
    case 'string':
      return 'text';
    case 'array':
      return ['number', 'integer'].includes(text(asSchema(schema.items).type)) ? 'numbers' : null;
    default:
      return null;
  }
}

function choicesOf(schema: Schema): (string | number)[] {
  const listed = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : [];
  return listed.filter((choice) => typeof choice === 'string' || typeof choice === 'number');
}

/** JSON Schema writes "any safe integer" as huge limits; those are no limit to a person. */
function limit(value: unknown): number | null {
  if (typeof value !== 'number' || Math.abs(value) >= Number.MAX_SAFE_INTEGER) return null;
  return value;
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function spaced(name: string): string {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value as it is read in a table: null by what it means, lists with commas. */
export function valueText(field: Field, value: FieldValue | undefined): string {
  if (value === undefined) return '';
  if (value === null) return field.nullTitle;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
