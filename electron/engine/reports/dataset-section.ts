import { basename } from 'node:path';
import type { DatasetDocument } from '../../contract/datasets.ts';
import { counted } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { plots, sentences } from './section.ts';
import type { Section } from './section.ts';
import { splitPicture } from './split-picture.ts';

/** What was trained and tested on: images and groups of each split, and what could not be used. */
export function datasetSection(dataset: DatasetDocument): Section {
  const { name, items, preparation, splitting, skipped, notes } = dataset;
  const used = items.filter(({ included }) => included);
  const labels = Map.groupBy(
    used.filter(({ label }) => label !== null),
    ({ label }) => label as string,
  );
  const chart = splitPicture(dataset);
  const caption = `Each block is one ${splitting.by}, as long as it has images; no ${splitting.by}, and no copy of a file, is in two splits.`;
  const figures = [{ name: 'splits', chart, caption }];
  const facts = [
    `“${name}” holds ${counted(used.length, 'image')} from ${counted(dataset.sources.length, 'file')}, prepared by ${preparation.id}, split by ${splitting.by} with seed ${splitting.seed}; ${sizesOf(used)}.`,
    ...(used.length < items.length
      ? [`${counted(items.length - used.length, 'image')} were set aside by the preparation or a person.`]
      : []),
    ...(labels.size > 0
      ? [`Labels: ${[...labels].map(([label, of]) => `${label} ${of.length}`).join(', ')}.`]
      : []),
  ];
  const body = html`${sentences(facts)}
    <div class="full">${plots(figures)}</div>
    ${folded(`Notes of the preparation: ${notes.length}`, notes)}
    ${folded(
      `Not used: ${counted(skipped.length, 'file')}`,
      skipped.map(({ file, reason }) => `${basename(file)}: ${reason}`),
    )}`;
  return { title: 'Dataset', body, figures };
}

function sizesOf(items: DatasetDocument['items']): string {
  const of = (side: 'width' | 'height'): string => {
    const sorted = items.map((item) => item[side]).sort((a, b) => a - b);
    const [low, high] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
    return low === high ? String(low) : `${low} to ${high}`;
  };
  return `${of('width')} × ${of('height')} pixels`;
}

function folded(title: string, list: readonly string[]): Html | null {
  if (list.length === 0) return null;
  return html`<details class="kept">
    <summary>${title}</summary>
    ${sentences(list)}
  </details>`;
}
