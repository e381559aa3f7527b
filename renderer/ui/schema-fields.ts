import type { Parameters } from '../../electron/contract/datasets.ts';
import { formTexts } from '../texts/index.ts';
import { formatNumber } from './format.ts';

const { problems, ranges, texts } = formTexts;

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
  /** Whether the limits themselves are outside the range. */
  minExcluded: boolean;
  maxExcluded: boolean;
  /** What one click on an arrow of the input changes; null where the schema does not say. */
  step: number | null;
  choices: (string | number)[];
  /** Null is a value of its own, for example "estimated from the image". */
  nullable: boolean;
  /** What null means, where the schema says it. */
  nullTitle: string;
  default: FieldValue | undefined;
  advanced: boolean;
  /** A text that says where something lies, and what; null for other fields. */
  path: 'file' | 'folder' | null;
}

type Schema = Record<string, unknown>;

/**
 * The fields of an object schema in its order. Understood: number, integer, boolean, string, enum, const,
 * arrays of numbers, null in `type` or `anyOf`, and the annotations `title`, `description`, `unit`,
 * `step`, `nullTitle`, `path`, `advanced`. Properties of other types are left to their defaults.
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
  if (value === undefined) return problems.missing;
  if (value === null) return field.nullable ? null : problems.missing;
  if (field.kind === 'numbers') {
    return Array.isArray(value) && value.every(Number.isFinite) ? null : problems.notNumbers;
  }
  if (field.kind !== 'number' && field.kind !== 'integer') return null;
  if (typeof value !== 'number' || !Number.isFinite(value)) return problems.notNumber;
  if (field.kind === 'integer' && !Number.isInteger(value)) return problems.notWhole;
  return limitProblem(field, value);
}

function limitProblem({ min, max, minExcluded, maxExcluded }: Field, value: number): string | null {
  if (min !== null && minExcluded && value <= min) return problems.aboveOnly(min);
  if (max !== null && maxExcluded && value >= max) return problems.belowOnly(max);
  if (min !== null && value < min) return problems.tooSmall(min);
  if (max !== null && value > max) return problems.tooLarge(max);
  return null;
}

/** Beyond this a limit only guards against slips of the hand; a person need not read it. */
const readableLimit = 1e6;

/** `3 to 1001`, `At least 0`, or nothing. */
export function rangeText(field: Field): string {
  const max = field.max !== null && field.max < readableLimit ? field.max : null;
  const min = field.min !== null && field.min > -readableLimit ? field.min : null;
  if (min !== null && max !== null) return ranges.between(formatNumber(min), formatNumber(max));
  if (min !== null) return ranges.atLeast(formatNumber(min));
  if (max !== null) return ranges.atMost(formatNumber(max));
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
    minExcluded: schema.minimum === undefined && schema.exclusiveMinimum !== undefined,
    maxExcluded: schema.maximum === undefined && schema.exclusiveMaximum !== undefined,
    step: limit(property.step ?? schema.step),
    choices: choicesOf(schema),
    nullable,
    nullTitle: text(property.nullTitle ?? schema.nullTitle) || texts.none,
    default: (property.default ?? (nullable ? null : undefined)) as FieldValue | undefined,
    advanced: property.advanced === true || schema.advanced === true,
    path: pathOf(property.path ?? schema.path),
  };
}

const pathOf = (value: unknown): Field['path'] => (value === 'file' || value === 'folder' ? value : null);

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

/** What a person typed into a field's input; an empty number means null. What is no number becomes NaN. */
export function parseField(field: Field, typed: string): FieldValue {
  if (field.kind === 'numbers') {
    const parts = typed.split(/[\s,;]+/).filter((part) => part !== '');
    return parts.map(Number);
  }
  if (field.kind !== 'number' && field.kind !== 'integer') return typed;
  // A comma is how many people write decimals; the minus sign is what this page itself prints.
  const plain = typed.trim().replace(',', '.').replace('\u2212', '-');
  return plain === '' ? null : Number(plain);
}

/** The value after one press of an arrow key, rounded to the step's decimals and kept inside the range. */
export function stepField(field: Field, value: FieldValue | undefined, up: boolean): number | null {
  if (field.kind !== 'number' && field.kind !== 'integer') return null;
  const from =
    typeof value === 'number' ? value : typeof field.default === 'number' ? field.default : field.min;
  if (from === null || !Number.isFinite(from)) return null;
  const step = field.step ?? (field.kind === 'integer' ? 1 : naturalStep(from));
  const next = Number((from + (up ? step : -step)).toPrecision(12));
  const inside = Math.min(field.max ?? next, Math.max(field.min ?? next, next));
  return problemOf(field, inside) === null ? inside : from;
}

/** A tenth of the number's own power of ten: 0.0002 goes by 0.00001, 3 by 0.1. */
function naturalStep(value: number): number {
  return value === 0 ? 0.1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1);
}

/** Whether two values of a field are the same. */
export function sameValue(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A value as it is read in a table: null by what it means, lists with commas. */
export function valueText(field: Field, value: FieldValue | undefined): string {
  if (value === undefined) return '';
  if (value === null) return field.nullTitle;
  if (typeof value === 'boolean') return value ? texts.yes : texts.no;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
