import type { DatasetDocument, Split } from '../../contract/datasets.ts';
import { splits } from '../../contract/datasets.ts';
import { groupItems } from '../datasets/item-groups.ts';
import type { Chart } from './charts/chart.ts';
import { colourOf, frame } from './charts/colours.ts';
import { counted } from './figures.ts';
import { escapeText } from './html.ts';

/** Units of the drawing. */
const [width, row, bar, left] = [960, 34, 18, 92];

/** More groups than these are drawn as one block: their gaps would be all there is to see. */
const mostGroups = 240;

interface SplitGroups {
  split: Split;
  /** Names and numbers of items of its groups, the largest first. */
  groups: { name: string; items: number }[];
  items: number;
}

/** The groups of each split: what the splitting keeps together. */
export function splitGroups({ items, sources, splitting }: DatasetDocument): SplitGroups[] {
  const contents = new Map(sources.map(({ path, sha256 }) => [path, sha256]));
  return splits.map((split) => {
    const own = items.filter((item) => item.included && item.split === split);
    const groups = groupItems(own, contents, splitting.by).map(({ items: together }) => {
      const first = together[0] as DatasetDocument['items'][number];
      return {
        name: splitting.by === 'photo' ? first.id : (first[splitting.by] ?? first.id),
        items: together.length,
      };
    });
    return { split, groups: groups.sort((a, b) => b.items - a.items), items: own.length };
  });
}

/**
 * One bar a split, as long as it has items, cut into its groups: that a group is whole is seen. Own code, as charts
 * of a library have no bars of unequal parts without a legend entry each.
 */
export function splitPicture(dataset: DatasetDocument): Chart {
  const all = splitGroups(dataset);
  const most = Math.max(1, ...all.map(({ items }) => items));
  const by = dataset.splitting.by;
  const perItem = (width - left - 190) / most;
  const parts = all.flatMap(({ split, groups, items }, i) => {
    const y = i * row;
    const own = groups.length > mostGroups ? [{ items }] : groups;
    let x = left;
    const blocks = own.map((group) => {
      const wide = group.items * perItem;
      const shape = `<rect x="${r(x)}" y="${y + 6}" width="${r(Math.max(0.6, wide - (wide > 3 ? 1 : 0.2)))}" height="${bar}" fill="${colourOf(i)}"/>`;
      x += wide;
      return shape;
    });
    const label = `${counted(items, 'image')}, ${counted(groups.length, by)}`;
    return [
      text(left - 10, y + 20, 'end', frame.text, split),
      ...blocks,
      text(x + 10, y + 20, 'start', frame.soft, label),
    ];
  });
  const title = `Images of each split by ${by}`;
  const height = row * splits.length;
  return {
    title,
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}"><title>${title}</title>${parts.join('')}</svg>`,
    table: {
      columns: ['Split', by, 'Images'],
      rows: all.flatMap(({ split, groups }) => groups.map(({ name, items }) => [split, name, items])),
    },
  };
}

function text(x: number, y: number, anchor: string, colour: string, content: string): string {
  const font = 'font-family="system-ui, -apple-system, Segoe UI, Roboto, sans-serif" font-size="13"';
  return `<text x="${r(x)}" y="${y}" text-anchor="${anchor}" fill="${colour}" ${font}>${escapeText(content)}</text>`;
}

const r = (value: number): number => Math.round(value * 100) / 100;
