import type { SweepAxis } from '../../../electron/contract/run-methods.ts';
import { experimentTexts } from '../../texts/index.ts';
import { problemOf, type Field } from '../../ui/schema-fields.ts';

const { rangeProblem, unequalLists, valuesNone, valuesProblem, valueTwice } = experimentTexts;

export type SweepValue = SweepAxis['values'][number];

/** One parameter that varies, as a person writes it. */
export interface AxisDraft {
  parameter: string;
  mode: 'list' | 'range';
  list: string;
  from: string;
  to: string;
  steps: string;
  scale: 'linear' | 'logarithmic';
}

export interface AxisValues {
  values: SweepValue[];
  /** Why they cannot be taken, in words; null where they can. */
  problem: string | null;
}

/** An axis for a parameter, with nothing written yet. */
export function emptyAxis(parameter: string): AxisDraft {
  return { parameter, mode: 'list', list: '', from: '', to: '', steps: '3', scale: 'linear' };
}

/** The values that an axis stands for. */
export function valuesOf(draft: AxisDraft, field: Field): AxisValues {
  const { values, problem } = draft.mode === 'range' ? rangeOf(draft, field) : listOf(draft.list, field);
  if (problem !== null) return { values, problem };
  const wrong = values.find((value) => problemOf(field, value) !== null);
  if (wrong !== undefined) return { values, problem: valuesProblem(String(wrong)) };
  return { values, problem: new Set(values).size < values.length ? valueTwice : null };
}

function listOf(text: string, field: Field): AxisValues {
  const parts = text
    .split(/[,;\n]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) return { values: [], problem: valuesNone };
  const values: SweepValue[] = [];
  for (const part of parts) {
    const value = valueOf(part, field);
    if (value === undefined) return { values, problem: valuesProblem(part) };
    values.push(value);
  }
  return { values, problem: null };
}

/** A value as it is written; undefined where the field knows none such. */
function valueOf(part: string, field: Field): SweepValue | undefined {
  if (field.nullable && [field.nullTitle, 'none', 'null'].includes(part)) return null;
  if (field.kind === 'boolean')
    return { on: true, yes: true, true: true, off: false, no: false, false: false }[part];
  if (field.kind === 'choice') return field.choices.find((choice) => String(choice) === part);
  if (field.kind === 'text') return part;
  const number = Number(part);
  return Number.isFinite(number) ? number : undefined;
}

/** Numbers from one to another, both among them, at equal steps or equal factors, rounded as people write them. */
function rangeOf({ from, to, steps, scale }: AxisDraft, field: Field): AxisValues {
  const [first, last, count] = [from, to, steps].map((text) => (text.trim() === '' ? NaN : Number(text)));
  const fits = [first, last].every((value) => Number.isFinite(value)) && Number.isInteger(count);
  const grows = scale === 'linear' || (Number(first) > 0 && Number(last) > 0);
  if (!fits || Number(count) < 2 || !grows) return { values: [], problem: rangeProblem };
  const values = Array.from({ length: Number(count) }, (_, i) => {
    const part = i / (Number(count) - 1);
    const value =
      scale === 'linear'
        ? Number(first) + part * (Number(last) - Number(first))
        : Number(first) * (Number(last) / Number(first)) ** part;
    return field.kind === 'integer' ? Math.round(value) : Number(value.toPrecision(4));
  });
  return { values, problem: null };
}

/** How many runs a sweep has, and why it cannot be queued; the engine expands and checks it again. */
export function sizeOf(
  axes: readonly AxisValues[],
  combine: 'grid' | 'list',
): { runs: number; problem: string | null } {
  const lengths = axes.map(({ values }) => values.length);
  const wrong = axes.find(({ problem }) => problem !== null);
  if (axes.length === 0 || wrong) return { runs: 0, problem: wrong?.problem ?? null };
  if (combine === 'grid') return { runs: lengths.reduce((a, b) => a * b, 1), problem: null };
  return { runs: Math.max(...lengths), problem: new Set(lengths).size > 1 ? unequalLists : null };
}
