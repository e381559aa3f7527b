import type { Parameters } from '../../electron/contract/datasets.ts';
import type { CatalogueEntry } from '../../electron/contract/methods.ts';
import { fieldsOf, withDefaults } from './schema-fields.ts';

/** All parameters of a preset: what it sets, and the schema's defaults for the rest. */
export function presetValues(entry: CatalogueEntry, preset: string): Parameters {
  return withDefaults(fieldsOf(entry.schema), entry.presets[preset] ?? {});
}

/** The preset that the values are equal to, or null where they are a person's own. */
export function matchingPreset(entry: CatalogueEntry, values: Parameters): string | null {
  const fields = fieldsOf(entry.schema);
  const given = JSON.stringify(withDefaults(fields, values));
  const name = Object.keys(entry.presets).find(
    (preset) => JSON.stringify(withDefaults(fields, entry.presets[preset] ?? {})) === given,
  );
  return name ?? null;
}
