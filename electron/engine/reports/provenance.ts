import { basename } from 'node:path';
import type { DatasetDocument, Parameters, RunRecord } from '../../contract/documents.ts';
import { splits } from '../../contract/documents.ts';
import { counted, duration } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { ReportContent } from './report-content.ts';

/** What was trained and tested on: photos and cells of each split, and what could not be used. */
export function datasetTable({ items, skipped }: DatasetDocument): Html {
  const rows = splits.map((split) => {
    const own = items.filter((item) => item.split === split);
    const photos = new Set(own.map(({ photo }) => photo)).size;
    return html`<tr>
      <th>${split}</th>
      <td class="n">${photos}</td>
      <td class="n">${own.length}</td>
    </tr>`;
  });
  const photos = new Set(items.map(({ photo }) => photo)).size;
  return html`<table>
      <caption>
        Split by photo: no photo, and no copy of one, is in two splits.
      </caption>
      <thead>
        <tr>
          <th>Split</th>
          <th class="n">Photos</th>
          <th class="n">Cells</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
        <tr>
          <th>all</th>
          <td class="n">${photos}</td>
          <td class="n">${items.length}</td>
        </tr>
      </tbody>
    </table>
    ${skippedList(skipped)}`;
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
    <summary>Not used: ${counted(skipped.length, 'photo')}</summary>
    <table>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </details>`;
}

/** All that is needed to do it again: settings, seeds, versions, hashes. */
export function settingsSection({ dataset, record, project, recipe }: ReportContent): Html {
  return html`<h2>Settings</h2>
    <p class="soft">
      ${recipe.description} Preset “${record.preset}”, seed ${record.seed}; dataset seed ${dataset.seed}.
    </p>
    ${folded(`Training: ${recipe.title}`, record.parameters)} ${folded('Cells', dataset.segmentation)}
    ${folded('Low-resolution partner', dataset.degradation)}
    <h2>Provenance</h2>
    ${keyTable(runFacts(record, dataset))}
    <details>
      <summary>SHA-256 of ${counted(project.photos.length, 'photo')}</summary>
      <table>
        <tbody>
          ${project.photos.map(
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
