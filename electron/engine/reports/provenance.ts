import { basename } from 'node:path';
import type { DatasetDocument, Parameters } from '../../contract/datasets.ts';
import type { RunRecord } from '../../contract/documents.ts';
import { splits } from '../../contract/datasets.ts';
import { sourcesOfImage } from '../datasets/item-groups.ts';
import { counted, duration } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { ReportContent } from './report-content.ts';

/** What was trained and tested on: photos and cells of each split, and what could not be used. */
export function datasetTable({ items, skipped, splitting }: DatasetDocument): Html {
  const rows = splits.map((split) => {
    const own = items.filter((item) => item.included && item.split === split);
    const photos = new Set(own.map(fileOf)).size;
    return html`<tr>
      <th>${split}</th>
      <td class="n">${photos}</td>
      <td class="n">${own.length}</td>
    </tr>`;
  });
  const used = items.filter(({ included }) => included);
  return html`<table>
      <caption>
        Split by ${splitting.by}: no ${splitting.by}, and no copy of a file, is in two splits.
      </caption>
      <thead>
        <tr>
          <th>Split</th>
          <th class="n">Files</th>
          <th class="n">Images</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
        <tr>
          <th>all</th>
          <td class="n">${new Set(used.map(fileOf)).size}</td>
          <td class="n">${used.length}</td>
        </tr>
      </tbody>
    </table>
    ${skippedList(skipped)}`;
}

function fileOf({ target }: DatasetDocument['items'][number]): string {
  return sourcesOfImage(target)[0] ?? '';
}

function skippedList(skipped: DatasetDocument['skipped']): Html | null {
  if (skipped.length === 0) return null;
  const rows = skipped.map(
    ({ file, reason }) =>
      html`<tr>
        <th>${basename(file)}</th>
        <td class="plain">${reason}</td>
      </tr>`,
  );
  return html`<details>
    <summary>Not used: ${counted(skipped.length, 'file')}</summary>
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </details>`;
}

/** All that is needed to do it again: settings, seeds, versions, hashes. */
export function settingsSection({ dataset, record, recipe }: ReportContent): Html {
  return html`<h2>Settings</h2>
    <p class="soft">
      ${recipe.description} Preset “${record.preset}”, seed ${record.seed}; dataset seed
      ${dataset.splitting.seed}.
    </p>
    ${folded(`Training: ${recipe.title}`, record.parameters)}
    ${folded(`Preparation: ${dataset.preparation.id}`, dataset.preparation.parameters)}
    ${dataset.degradation && folded('Low-resolution partner', dataset.degradation)}
    <h2>Provenance</h2>
    ${keyTable(runFacts(record, dataset))}
    <details>
      <summary>SHA-256 of ${counted(dataset.sources.length, 'file')}</summary>
      <table>
        <tbody>
          ${dataset.sources.map(
            ({ path, sha256 }) =>
              html`<tr>
                <th>${path}</th>
                <td><code>${sha256}</code></td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>`;
}

function runFacts(record: RunRecord, dataset: DatasetDocument): [string, string][] {
  return [
    ['Run', record.id],
    ['Dataset', `${dataset.name} (${dataset.id})`],
    ['Training steps', `${record.step} of ${record.totalSteps}`],
    ['Training time', duration(record.seconds)],
    ...record.networks.map(({ id, role, parameters }): [string, string] => [
      role,
      `${id}, ${parameters.toLocaleString('en-US')} parameters`,
    ]),
    ...Object.entries(record.versions),
  ];
}

function folded(title: string, parameters: Parameters): Html {
  const rows = Object.entries(parameters).map(([key, value]): [string, string] => [
    key,
    String(value ?? 'automatic'),
  ]);
  return html`<details>
    <summary>${title}</summary>
    ${keyTable(rows)}
  </details>`;
}

function keyTable(rows: readonly [string, string][]): Html {
  return html`<table>
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
