import type { RunRecord } from '../../../electron/contract/documents.ts';
import type { CatalogueEntry } from '../../../electron/contract/methods.ts';
import { modelsTexts, trainTexts } from '../../texts/index.ts';
import {
  capitalise,
  formatCount,
  formatDate,
  formatDuration,
  formatNumber,
  formatScore,
} from '../../ui/format.ts';
import { fieldsOf, sameValue, valueText, withDefaults } from '../../ui/schema-fields.ts';

export interface Fact {
  name: string;
  value: string;
  help?: string;
}

const { texts } = modelsTexts;

/** The best score with its metric, and the step it was reached at; null where the run was never validated. */
export function bestScore(run: RunRecord): { score: string; step: string } | null {
  if (!run.best) return null;
  const { metric, value, step } = run.best;
  // `PSNR, dB` is an axis's name: the unit goes behind the number.
  const [title = '', unit = ''] = trainTexts.metricTitle(metric).split(', ');
  const shown = unit === 'dB' ? formatScore(value, 2) : formatNumber(value);
  return { score: `${title} ${shown} ${unit}`.trim(), step: formatCount(step) };
}

function bestText(run: RunRecord): string {
  const best = bestScore(run);
  return best ? texts.bestAt(best.score, best.step) : texts.notScored;
}

/** What a run was and how far it came. */
export function trainingFacts(run: RunRecord, recipe: CatalogueEntry | null): Fact[] {
  const names = texts.facts;
  const facts: Fact[] = [
    { name: names.recipe, value: recipe?.title ?? run.recipe },
    { name: names.preset, value: run.preset },
    { name: names.seed, value: String(run.seed) },
    { name: names.steps, value: texts.stepsOf(formatCount(run.step), formatCount(run.totalSteps)) },
    { name: names.time, value: formatDuration(run.seconds) },
    { name: names.device, value: run.device ?? texts.unknown },
    { name: names.created, value: formatDate(run.created) },
    { name: names.best, value: bestText(run) },
  ];
  if (run.from) {
    facts.push({ name: names.from, value: texts.fromRun(run.from.run, formatCount(run.from.step)) });
  }
  if (run.message !== '') facts.push({ name: names.message, value: run.message });
  return [...facts, { name: names.id, value: run.id }];
}

/** What it was trained on, as it was then. */
export function dataFacts(run: RunRecord, datasetName: string): Fact[] {
  const names = texts.facts;
  const facts: Fact[] = [{ name: names.dataset, value: datasetName }];
  if (!run.data) return facts;
  const { counts, splitting, sources, items } = run.data;
  const of = (split: keyof typeof counts): string => formatCount(counts[split] ?? 0);
  return [
    ...facts,
    { name: names.items, value: texts.counts(of('training'), of('validation'), of('test')) },
    { name: names.split, value: splitting.by },
    { name: names.sources, value: formatCount(sources.length) },
    { name: names.hash, value: `${items.slice(0, 16)}…`, help: items },
  ];
}

/** Every parameter by its title with its unit; `changed` where it is not the schema's default. */
export function parameterFacts(
  run: RunRecord,
  recipe: CatalogueEntry | null,
): (Fact & { changed: boolean })[] {
  if (!recipe) {
    return Object.entries(run.parameters).map(([name, value]) => ({
      name,
      value: String(value),
      changed: false,
    }));
  }
  const fields = fieldsOf(recipe.schema);
  const values = withDefaults(fields, run.parameters);
  return fields.map((field) => ({
    name: field.unit === '' ? field.title : `${field.title}, ${field.unit}`,
    value: valueText(field, values[field.name]),
    help: field.help,
    changed: !sameValue(values[field.name], field.default),
  }));
}

export function networkFacts(run: RunRecord): Fact[] {
  return run.networks.map(({ id, role, parameters }) => ({
    name: `${capitalise(role)}, ${id}`,
    value: formatCount(parameters),
  }));
}

export function versionFacts(run: RunRecord): Fact[] {
  return Object.entries(run.versions).map(([name, value]) => ({ name, value }));
}
