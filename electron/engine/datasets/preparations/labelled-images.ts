import { z } from 'zod';
import type { Parameters } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { toDisplay } from '../../imaging/display.ts';
import { boxPicture } from '../../imaging/measure-cells.ts';
import { ordinal, uniqueStems } from '../item-ids.ts';
import { folderName, matchPath, stemOf } from '../match-path.ts';
import { findByPath } from '../pair-files.ts';
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
import { columnsOf, readTable } from '../read-table.ts';
import { parseVocBoxes } from '../voc-boxes.ts';
import { matchRow, orSkip, preparedItem } from './parts.ts';

const schema = z.strictObject({
  from: z.enum(['folders', 'table', 'boxes', 'idx', 'none']).default('folders').meta({
    title: 'Labels from',
    description:
      'The folder of each image, a table, Pascal VOC boxes (one crop a box), an MNIST label file, or none yet (by hand later).',
  }),
  images: z.string().default('*').meta({
    title: 'Images',
    description: 'Pattern of the image files, held against the end of their paths: cells/*.bmp.',
  }),
  table: z.string().default('').meta({
    title: 'Table or label file',
    description: 'CSV file (or idx1 file) with the labels.',
    path: 'file',
  }),
  fileColumn: z.string().default('').meta({
    title: 'File column',
    description: 'Column with the image’s name or number; the first where empty.',
    advanced: true,
  }),
  labelColumn: z.string().default('').meta({
    title: 'Label column',
    description: 'Column with the label; the second where empty.',
    advanced: true,
  }),
  names: z.string().default('').meta({
    title: 'Names',
    description: 'Names for the labels as code=name, separated by commas: 1=neutrophil, 2=lymphocyte.',
    advanced: true,
  }),
  annotations: z.string().default('').meta({
    title: 'Boxes',
    description: 'Folder of the Pascal VOC XML files, one for each image and named like it.',
    path: 'folder',
  }),
});
type LabelParameters = z.output<typeof schema>;

/** Images, or boxes in them, with a class each, for classification. */
export const labelledImages: Preparation = {
  id: 'labelled-images',
  title: 'Labelled images',
  description:
    'Gives images, or boxes in them, a class: from folders, a table, VOC boxes or an MNIST label file.',
  paper: 'microgan-super-resolution',
  schema,
  presets: { default: schema.parse({}) },
  splitBy: 'photo',
  degrades: false,
  match: matchLabels,
  doubt: (rows) =>
    new Set(rows.map(({ label }) => label)).size > 1
      ? 'They fit if the folders are classes.'
      : 'They are all in one folder: their labels can come from a table, from boxes, or by hand.',
  prepare: prepareLabels,
};

async function prepareLabels(context: PreparationContext, given: Parameters): Promise<Prepared> {
  const parameters = parseParameters('The labelling', schema, given);
  const sources = context.sources.filter(({ file }) => matchPath(parameters.images, file) !== null);
  if (sources.length === 0) {
    throw new AbbeError('invalid-input', `No file matches “${parameters.images}”; change the pattern.`);
  }
  const labels = await labelsOf(context, parameters, sources);
  // What a table or a box cannot be used for is found while items are made, too.
  const prepared: Prepared = { items: [], skipped: labels.skipped, notes: labels.notes };
  const stems = uniqueStems(sources.map(({ file }) => file));
  for (const [i, source] of sources.entries()) {
    await context.tell(i, sources.length, `Labelling ${stemOf(source.name)}`);
    await orSkip(prepared.skipped, source.file, async () => {
      prepared.items.push(...(await labels.itemsOf(source, stems[i] as string)));
    });
  }
  return prepared;
}

/** Labels as far as names and tables tell them; those of boxes and label files are read with the images. */
async function matchLabels(context: MatchContext, given: Parameters): Promise<Matched> {
  const parameters = parseParameters('The labelling', schema, given);
  const named = renaming(parameters.names);
  const isMatching = ({ file }: PreparationSource): boolean => matchPath(parameters.images, file) !== null;
  const sources = context.sources.filter(isMatching);
  const table = parameters.from === 'table' ? await tableLabels(context, parameters, sources) : null;
  const labelOf = (source: PreparationSource): string | null => {
    const label = table ? table.byFile.get(source.name) : folderName(source.file);
    return label === undefined || !(table || parameters.from === 'folders') ? null : named(label);
  };
  const rows = sources.map((source) =>
    matchRow({ key: stemOf(source.file), files: [{ role: 'image', source }], label: labelOf(source) }),
  );
  const others = context.sources
    .filter((source) => !isMatching(source))
    .map(({ file }) => ({ file, reason: `${file} does not match “${parameters.images}”.` }));
  return { rows, unmatched: [...(table?.skipped ?? []), ...others] };
}

interface Labels {
  itemsOf(source: PreparationSource, stem: string): Promise<PreparedItem[]>;
  skipped: Prepared['skipped'];
  notes: string[];
}

async function labelsOf(
  context: PreparationContext,
  parameters: LabelParameters,
  sources: readonly PreparationSource[],
): Promise<Labels> {
  const named = renaming(parameters.names);
  if (parameters.from === 'boxes') return boxLabels(context, parameters, named);
  if (parameters.from === 'idx') {
    const values = await context.idxLabels(parameters.table);
    return plain((_source, index) => (index < values.length ? named(String(values[index])) : null));
  }
  if (parameters.from === 'table') {
    const { byFile, skipped } = await tableLabels(context, parameters, sources);
    return {
      ...plain((source) => byFile.get(source.name) && named(byFile.get(source.name) as string)),
      skipped,
    };
  }
  if (parameters.from === 'folders') return plain((source) => named(folderName(source.file)));
  return { ...plain(() => null), notes: ['Images without a label stay set aside until they are given one.'] };
}

/** One item a picture of each source, numbered over all of the source's pictures. */
function plain(labelOf: (source: PreparationSource, index: number) => string | null | undefined): Labels {
  return {
    skipped: [],
    notes: [],
    async itemsOf(source, stem) {
      const { shape } = source.info;
      const pictures = picturesOf(source.info, source.info.rgb ? null : 0);
      return pictures.map((index, i) => {
        const label = labelOf(source, i) ?? null;
        const id = pictures.length === 1 ? stem : `${stem}-${ordinal(i)}`;
        const size = { width: shape[4], height: shape[3] };
        return itemOf(id, planeReference(source.name, index), size, label);
      });
    },
  };
}

function itemOf(
  id: string,
  target: PreparedItem['target'],
  { width, height }: { width: number; height: number },
  label: string | null,
): PreparedItem {
  const own = { id, target, input: null, width, height, label };
  return preparedItem(label === null ? { ...own, included: false, reason: 'It has no label yet.' } : own);
}

/** Labels by source; a row names a file by path, name, name without ending, or number. */
async function tableLabels(
  { text }: Pick<MatchContext, 'text'>,
  { table, fileColumn, labelColumn }: LabelParameters,
  sources: readonly PreparationSource[],
): Promise<{ byFile: Map<string, string>; skipped: Prepared['skipped'] }> {
  if (table === '') throw new AbbeError('invalid-input', 'Labels from a table need the table’s file.');
  const content = await text(table);
  const columns = columnsOf(content);
  const [fileName, labelName] = [fileColumn || columns[0] || '', labelColumn || columns[1] || ''];
  const rows = readTable(table, content, [fileName, labelName]);
  const byStem = new Map(sources.map((source) => [plainNumber(stemOf(source.file)), source]));
  const byFile = new Map<string, string>();
  const skipped: Prepared['skipped'] = [];
  for (const row of rows) {
    const name = row[fileName] as string;
    const source = findByPath(sources, name) ?? byStem.get(plainNumber(stemOf(name)));
    if (source) byFile.set(source.name, row[labelName] as string);
    else skipped.push({ file: table, reason: `The table names ${name}, which is not among the images.` });
  }
  return { byFile, skipped: summed(skipped, table) };
}

/** `007` and `7` are one number. */
function plainNumber(name: string): string {
  return /^\d+$/.test(name) ? String(Number(name)) : name;
}

/** A table of a larger set than these images names hundreds that are not here: one line then. */
function summed(skipped: Prepared['skipped'], table: string): Prepared['skipped'] {
  if (skipped.length <= 3) return skipped;
  return [{ file: table, reason: `The table names ${skipped.length} files that are not among the images.` }];
}

function boxLabels(
  context: PreparationContext,
  { annotations }: LabelParameters,
  named: (label: string) => string,
): Labels {
  let shown = 0;
  const skipped: Prepared['skipped'] = [];
  return {
    skipped,
    notes: [],
    async itemsOf(source, stem) {
      const file = `${annotations.replace(/[\\/]$/, '')}/${stemOf(source.file)}.xml`;
      const [, , , height, width] = source.info.shape;
      const boxes = parseVocBoxes(file, await context.text(file), { width, height });
      for (const reason of boxes.problems) skipped.push({ file, reason });
      if (shown < 4) {
        const raster = toDisplay(await context.raster(source.name, { t: 0, c: null, z: 0 }));
        const found = boxes.boxes.map(({ box }) => box);
        context.picture(
          `boxes ${ordinal(shown)}`,
          `${found.length} boxes of ${source.name}`,
          boxPicture(raster, found),
        );
        shown += 1;
      }
      return boxes.boxes.map(({ box, label }, i) => {
        const target = planeReference(source.name, {}, { box });
        return itemOf(`${stem}-${ordinal(i)}`, target, box, named(label));
      });
    },
  };
}

/** `1=neutrophil, 2=lymphocyte` as a function; labels without a name stay as they are. */
function renaming(names: string): (label: string) => string {
  const pairs = names.split(',').flatMap((part) => {
    const [code, name] = part.split('=').map((text) => text.trim());
    return code && name ? [[code, name] as const] : [];
  });
  const known = new Map(pairs);
  return (label) => known.get(label) ?? label;
}
