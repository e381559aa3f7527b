import { z } from 'zod';
import type { Parameters } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { pearson } from '../../imaging/pearson.ts';
import { ordinal, uniqueStems } from '../item-ids.ts';
import { stemOf } from '../match-path.ts';
import { pairByOrder, pairByPattern, pairByTable } from '../pair-files.ts';
import type { FilePairs } from '../pair-files.ts';
import { parseParameters } from '../parse-parameters.ts';
import { picturesOf, planeReference } from '../plane-reference.ts';
import type {
  MatchContext,
  Matched,
  Preparation,
  PreparationContext,
  PreparationSource,
  Prepared,
  PreparedItem,
} from '../preparation.ts';
import { readTable } from '../read-table.ts';
import { matchRow, orSkip, preparedItem } from './parts.ts';
import { showPair } from './show-pair.ts';

const schema = z.strictObject({
  by: z.enum(['pattern', 'order', 'table']).default('pattern').meta({
    title: 'Pair by',
    description: 'Equal wildcards of two patterns, the order of the file names, or the rows of a table.',
  }),
  input: z.string().default('input/*').meta({
    title: 'Inputs',
    description: 'Pattern of the input files, held against the end of their paths: low/*.tif.',
  }),
  target: z.string().default('target/*').meta({
    title: 'Targets',
    description: 'Pattern of the target files: high/*.tif.',
  }),
  table: z.string().default('').meta({
    title: 'Table',
    description: 'CSV file with the columns “input” and “target”, where pairs come from a table.',
    path: 'file',
  }),
  channel: z.number().int().min(0).nullable().default(null).meta({
    title: 'Channel',
    description: 'Of files with several channels; all of them where empty.',
    nullTitle: 'all',
    advanced: true,
  }),
  minCorrelation: z.number().min(-1).max(1).default(-1).meta({
    title: 'Least correlation',
    description: 'Pairs whose images correlate less (Pearson) are set aside; -1 keeps all.',
  }),
});

/** Pairs that exist as files already: two folders, two name patterns, or a table. */
export const pairedFiles: Preparation = {
  id: 'paired-files',
  title: 'Paired files',
  description: 'Pairs input and target files by name, order or a table.',
  paper: null,
  schema,
  presets: { default: schema.parse({}) },
  splitBy: 'photo',
  degrades: false,
  match: matchPairs,
  doubt: () => null,
  prepare: preparePairs,
};

async function preparePairs(context: PreparationContext, given: Parameters): Promise<Prepared> {
  const parameters = parseParameters('The pairing', schema, given);
  const { pairs, unmatched } = await match(context, parameters);
  if (pairs.length === 0) {
    const first = unmatched[0]?.reason ?? 'there are no files';
    throw new AbbeError('invalid-input', `No two files make a pair: ${first} Change the patterns.`);
  }
  const skipped: Prepared['skipped'] = [...unmatched];
  const items: PreparedItem[] = [];
  const stems = uniqueStems(pairs.map(({ target }) => target.file));
  for (const [i, { input, target }] of pairs.entries()) {
    await context.tell(i, pairs.length, `Pairing ${stemOf(target.name)}`);
    await orSkip(skipped, input.file, async () => {
      items.push(...(await itemsOf(context, parameters, { input, target, stem: stems[i] as string })));
    });
  }
  return { items, skipped, notes: [] };
}

async function matchPairs(context: MatchContext, given: Parameters): Promise<Matched> {
  const { pairs, unmatched } = await match(context, parseParameters('The pairing', schema, given));
  const rows = pairs.map(({ input, target, key }) => {
    const files = [
      { role: 'target', source: target },
      { role: 'input', source: input },
    ];
    return matchRow({ key, files });
  });
  return { rows, unmatched };
}

async function match(
  { sources, text }: MatchContext,
  { by, input, target, table }: z.output<typeof schema>,
): Promise<FilePairs> {
  if (by === 'pattern') return pairByPattern(sources, input, target);
  if (by === 'order') return pairByOrder(sources, input, target);
  if (table === '') throw new AbbeError('invalid-input', 'Pairing by a table needs the table’s file.');
  const rows = readTable(table, await text(table), ['input', 'target']);
  return pairByTable(
    sources,
    rows.map((row) => ({ input: row['input'] as string, target: row['target'] as string })),
  );
}

async function itemsOf(
  context: PreparationContext,
  { channel, minCorrelation }: z.output<typeof schema>,
  { input, target, stem }: { input: PreparationSource; target: PreparationSource; stem: string },
): Promise<PreparedItem[]> {
  requireSameShape(input, target);
  const pictures = picturesOf(target.info, channel);
  const items: PreparedItem[] = [];
  for (const [i, index] of pictures.entries()) {
    const [low, high] = [await context.raster(input.name, index), await context.raster(target.name, index)];
    const correlation = pearson(low.data, high.data);
    const fits = !(correlation < minCorrelation);
    if (i === 0) showPair(context, stem, low, high);
    const measures: Record<string, number> = Number.isFinite(correlation) ? { correlation } : {};
    const own = {
      id: pictures.length === 1 ? stem : `${stem}-${ordinal(i)}`,
      target: planeReference(target.name, index),
      input: planeReference(input.name, index),
      width: high.width,
      height: high.height,
      included: fits,
      reason: fits ? '' : `The two images correlate by ${correlation.toFixed(3)} only.`,
      measures,
    };
    items.push(preparedItem(own));
  }
  return items;
}

function requireSameShape(input: PreparationSource, target: PreparationSource): void {
  const [a, b] = [input.info.shape.join(' x '), target.info.shape.join(' x ')];
  if (a === b) return;
  throw new AbbeError(
    'invalid-input',
    `${input.file} and ${target.file} differ in size (t x c x z x y x x: ${a} and ${b}); a pair needs one size.`,
    { file: input.file },
  );
}
