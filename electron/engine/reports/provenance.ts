import type { DatasetDocument, Parameters } from '../../contract/datasets.ts';
import type { RunRecord } from '../../contract/documents.ts';
import { counted, duration } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { ReportContent } from './report-content.ts';
import type { Section } from './section.ts';

/** All that is needed to do it again: settings, seeds, versions, hashes. */
export function settingsSection({ dataset, record, recipe, evaluation }: ReportContent): Section {
  const body = html`<p class="soft">
      ${recipe.description} Preset “${record.preset}”, seed ${record.seed}; dataset seed
      ${dataset.splitting.seed}.
    </p>
    ${keyTable(runFacts(record, dataset, evaluation.checkpoint))}
    ${folded(`Training: ${recipe.title}`, record.parameters)}
    ${folded(`Preparation: ${dataset.preparation.id}`, dataset.preparation.parameters)}
    ${dataset.degradation && folded('Low-resolution partner', dataset.degradation)}
    ${definitionList(evaluation.definitions)}
    <details class="hashes">
      <summary>SHA-256 of ${counted(dataset.sources.length, 'file')}</summary>
      <table>
        <tbody>
          ${dataset.sources.map(
            ({ path, sha256 }) =>
              html`<tr>
                <th class="plain">${path}</th>
                <td class="plain"><code>${sha256}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
  return { title: 'Settings and provenance', body, figures: [] };
}

function runFacts(record: RunRecord, dataset: DatasetDocument, checkpoint: string): [string, string][] {
  const { options, from } = record;
  return [
    ['Run', record.id],
    ['Dataset', `${dataset.name} (${dataset.id})`],
    ...(record.data ? [['Its items, SHA-256', record.data.items] as [string, string]] : []),
    ['Training steps', `${record.step} of ${record.totalSteps}, ${checkpoint} checkpoint`],
    ['Training time', duration(record.seconds)],
    ...(from ? [['Began with', `the weights of ${from.run}, step ${from.step}`] as [string, string]] : []),
    ...(options.patience === null
      ? []
      : [['Early stop', `after ${options.patience} validations without a better score`] as [string, string]]),
    ...record.networks.map(({ id, role, parameters }): [string, string] => [
      role,
      `${id}, ${parameters.toLocaleString('en-US')} parameters`,
    ]),
    ...(record.device ? [['device', record.device] as [string, string]] : []),
    ...Object.entries(record.versions),
  ];
}

function folded(title: string, parameters: Parameters): Html {
  const rows = Object.entries(parameters).map(([key, value]): [string, string] => [
    key,
    String(value ?? 'automatic'),
  ]);
  return html`<details class="kept">
    <summary>${title}</summary>
    ${keyTable(rows)}
  </details>`;
}

function definitionList(definitions: Record<string, string>): Html | null {
  const entries = Object.entries(definitions);
  if (entries.length === 0) return null;
  return html`<details class="kept">
    <summary>How each score is defined</summary>
    ${keyTable(entries)}
  </details>`;
}

function keyTable(rows: readonly [string, string][]): Html {
  return html`<table class="keys">
    <tbody>
      ${rows.map(
        ([key, value]) =>
          html`<tr>
            <th>${key}</th>
            <td class="plain">${value}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
