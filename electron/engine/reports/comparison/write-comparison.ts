import { join } from 'node:path';
import type { Comparison } from '../../../contract/comparison.ts';
import { tableCsv } from '../charts/chart-table.ts';
import { chartFiles } from '../charts/chart-files.ts';
import { comparisonCharts } from './comparison-charts.ts';
import type { ComparisonExample } from './comparison-content.ts';
import { comparisonPage } from './comparison-page.ts';
import { comparisonTables } from './comparison-tables.ts';
import { showExample } from './example-panels.ts';
import { panelPng } from '../panel.ts';
import { makeFolder, writeFile } from '../write-file.ts';

const page = 'comparison.html';
const document = 'comparison.json';

/**
 * Writes a comparison into a folder, which is made: tables as CSV, charts as SVG, PNG and CSV, the examples' pictures
 * as PNG with a scale bar, the document, and the page last, so that one that is there is whole.
 * @returns the comparison with the paths of its files.
 * @throws AbbeError naming the file that cannot be written.
 */
export async function writeComparison(
  folder: string,
  found: Comparison,
  examples: readonly ComparisonExample[],
): Promise<Comparison> {
  const charts = await comparisonCharts(found);
  const files = new Map<string, string | Buffer>();
  for (const [name, table] of Object.entries(comparisonTables(found))) files.set(name, tableCsv(table));
  for (const { file, chart } of charts) {
    for (const [name, content] of await chartFiles(file, chart)) files.set(name, content);
  }
  const shown = examples.map(showExample);
  for (const panel of shown.flatMap(({ panels }) => panels)) {
    files.set(`${panel.name}.png`, await panelPng(panel));
  }
  const names = [...files.keys(), document];
  const text = await comparisonPage({ ...found, files: names }, charts, shown);
  const written: Comparison = {
    ...found,
    page: join(folder, page),
    files: names.map((name) => join(folder, name)),
  };
  await makeFolder(folder);
  for (const [name, content] of files) await writeFile(join(folder, name), content);
  await writeFile(join(folder, document), `${JSON.stringify(written, null, 2)}\n`);
  await writeFile(join(folder, page), text);
  return written;
}
