import { z } from 'zod';
import type { DatasetDocument, Parameters } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { toDisplay } from '../../imaging/display.ts';
import { sideBySide } from '../../imaging/montage.ts';
import type { Raster, Rectangle } from '../../imaging/raster.ts';
import { classShares, unexpectedValues } from '../../imaging/class-map.ts';
import { resizeImage, resizeMask, squaresOf } from '../../imaging/resize.ts';
import { ordinal, uniqueStems } from '../item-ids.ts';
import { colourClasses, loadClassMap } from '../load-class-map.ts';
import type { ClassesImage } from '../load-class-map.ts';
import { matchPath, stemOf } from '../match-path.ts';
import { parseParameters } from '../parse-parameters.ts';
import { planeReference } from '../plane-reference.ts';
import type {
  MatchContext,
  Matched,
  MatchRow,
  Preparation,
  PreparationContext,
  PreparationSource,
  Prepared,
  PreparedItem,
} from '../preparation.ts';
import { parseMaskLayers } from './mask-layers.ts';
import type { MaskLayer } from './mask-layers.ts';
import { matchRow, orSkip, preparedItem } from './parts.ts';

const schema = z.strictObject({
  images: z.string().default('raw/*').meta({
    title: 'Images',
    description: 'Pattern of the images; its wildcard names the section.',
  }),
  masks: z.string().default('membrane=membranes/*; mitochondria=mitochondria/*').meta({
    title: 'Masks',
    description:
      'For each class its masks, separated by semicolons; later ones cover earlier ones. Of a colour picture a channel, as membrane=masks/*:green; of a label image its values, as membrane=labels/*[0,32,64,96,128].',
  }),
  fit: z.enum(['resize', 'crop', 'tile', 'none']).default('resize').meta({
    title: 'Fit',
    description: 'Resizes images to the side below, cuts the middle or tiles of that side, or leaves them.',
  }),
  side: z.number().int().min(16).max(8192).default(512).meta({
    title: 'Side',
    unit: 'px',
    description: '512 in the paper.',
  }),
});
type MaskParameters = z.output<typeof schema>;

/** Shown with images; the paper has membranes green and mitochondria red. */
const palette: readonly [number, number, number][] = [
  [0, 255, 0],
  [255, 0, 0],
  [255, 255, 0],
  [255, 0, 255],
  [0, 255, 255],
];
const shownSections = 4;

/** Masks of structures and the electron micrographs they belong to (skip-patch GAN). */
export const masksToImages: Preparation = {
  id: 'masks-to-images',
  title: 'Masks and images',
  description: 'Class maps from masks, colour codes or label images, with the image that each belongs to.',
  paper: 'skip-patch-gan-em',
  schema,
  presets: { default: schema.parse({}), paper: schema.parse({}) },
  splitBy: 'photo',
  degrades: false,
  match: matchSections,
  doubt: () => null,
  prepare: prepareMasks,
};

/** An image with the masks of its section. */
interface Section {
  image: PreparationSource;
  layers: ClassesImage['layers'];
  stem: string;
}

async function prepareMasks(context: PreparationContext, given: Parameters): Promise<Prepared> {
  const parameters = parseParameters('The masks', schema, given);
  const layers = parseMaskLayers(parameters.masks);
  const classes = [...new Set(layers.map(({ name }) => name))].map((name, i) => ({
    name,
    colour: palette[i % palette.length] as [number, number, number],
  }));
  const { sections, skipped } = findSections(context, parameters, layers);
  if (sections.length === 0) {
    const why = skipped[0]?.reason ?? `no file matches “${parameters.images}”.`;
    throw new AbbeError('invalid-input', `No image has all its masks: ${why} Change the patterns.`);
  }
  const prepared: Prepared = { items: [], skipped, classes, notes: [] };
  const notes: string[] = [];
  for (const [i, section] of sections.entries()) {
    await context.tell(i, sections.length, `Reading the masks of ${stemOf(section.image.name)}`);
    await orSkip(skipped, section.image.file, async () => {
      prepared.items.push(
        ...(await itemsOf(context, parameters, section, { classes, notes }, i < shownSections)),
      );
    });
  }
  prepared.notes = condensed(notes);
  return prepared;
}

/** Notes that differ in numbers and files only are said once, with how many there are. */
function condensed(notes: readonly string[]): string[] {
  const alike = Map.groupBy(notes, (note) => note.replace(/^[^:]*: /, '').replaceAll(/[\d.]+/g, '#'));
  return [...alike.values()].map(([first, ...others]) =>
    others.length === 0 ? (first as string) : `${first} ${others.length} more sections are alike.`,
  );
}

/** A row a section: its image, then its masks by class. */
async function matchSections({ sources }: MatchContext, given: Parameters): Promise<Matched> {
  const parameters = parseParameters('The masks', schema, given);
  return sectionRows(sources, parameters, parseMaskLayers(parameters.masks));
}

function sectionRows(
  sources: readonly PreparationSource[],
  { images }: MaskParameters,
  layers: readonly MaskLayer[],
): Matched {
  const keyed = (pattern: string): Map<string, PreparationSource> => {
    const found = new Map<string, PreparationSource>();
    for (const source of sources) {
      const key = matchPath(pattern, source.file);
      if (key !== null) found.set(withoutWords(key), source);
    }
    return found;
  };
  const pictures = keyed(images);
  const masks = layers.map((layer) => ({ layer, found: keyed(layer.pattern) }));
  const rows: MatchRow[] = [...pictures].map(([key, image]) => {
    const there = masks.filter(({ found }) => found.has(key));
    const own = there.map(({ layer, found }) => ({
      role: layer.name,
      source: found.get(key) as PreparationSource,
    }));
    const missing = masks.filter(({ found }) => !found.has(key)).map(({ layer }) => layer.name);
    return matchRow({ key, files: [{ role: 'image', source: image }, ...own], missing });
  });
  const unmatched = masks.flatMap(({ found, layer }) =>
    [...found]
      .filter(([key]) => !pictures.has(key))
      .map(([, mask]) => ({
        file: mask.file,
        reason: `${mask.file} (${layer.name}) has no image in ${images}.`,
      })),
  );
  return { rows, unmatched };
}

function findSections(
  { sources }: PreparationContext,
  parameters: MaskParameters,
  layers: readonly MaskLayer[],
): { sections: Section[]; skipped: Prepared['skipped'] } {
  const { rows, unmatched } = sectionRows(sources, parameters, layers);
  const stems = uniqueStems(rows.map(({ files }) => files[0]?.source.file ?? ''));
  const sections: Section[] = [];
  const skipped: Prepared['skipped'] = [];
  rows.forEach(({ files, missing }, i) => {
    const [image, ...masks] = files.map(({ source }) => source) as [
      PreparationSource,
      ...PreparationSource[],
    ];
    if (missing.length > 0) {
      const patterns = layers.filter(({ name }) => missing.includes(name)).map(({ pattern }) => pattern);
      skipped.push({ file: image.file, reason: `${image.file} has no mask in ${patterns.join(' and ')}.` });
      return;
    }
    const own = layers.map(({ name, c, values }, layer) => ({
      name,
      c,
      values,
      source: (masks[layer] as PreparationSource).name,
    }));
    sections.push({ image, layers: own, stem: stems[i] as string });
  });
  return { sections, skipped: [...skipped, ...unmatched] };
}

/** `03.tif`, `labels3.png` and `3` are one section: the number counts, where there is one. */
function withoutWords(key: string): string {
  const stem = key.replace(/\.[^.|]+$/, '');
  return /\d+(?!.*\d)/.exec(stem)?.[0] ?? stem;
}

async function itemsOf(
  context: PreparationContext,
  { fit, side }: MaskParameters,
  { image, layers, stem }: Section,
  { classes, notes }: { classes: DatasetDocument['classes']; notes: string[] },
  shown: boolean,
): Promise<PreparedItem[]> {
  const picture = await context.raster(image.name, { t: 0, c: null, z: 0 });
  const map = await loadClassMap({ layers }, classes, (source, c) =>
    context.raster(source, { t: 0, c, z: 0 }),
  );
  requireSize(map, picture);
  const found = [...map.notes];
  found.push(...(await strangeValues(context, layers)));
  notes.push(...found.map((note) => `${image.name}: ${note}`));
  const size = { width: side, height: side };
  const resize = fit === 'resize' ? size : null;
  const boxes: (Rectangle | null)[] =
    fit === 'crop' || fit === 'tile' ? squaresOf(picture, side, fit) : [null];
  if (shown) {
    const [grey, colours] = [toDisplay(picture), colourClasses(map, classes)];
    const pair = resize ? [await resizeImage(grey, size), await resizeMask(colours, size)] : [grey, colours];
    context.picture(`section ${stem}`, `Image, and its classes: ${shares(map, classes)}.`, sideBySide(pair));
  }
  return boxes.map((box, i) =>
    preparedItem({
      id: boxes.length === 1 ? stem : `${stem}-${ordinal(i)}`,
      target: planeReference(image.name, {}, { box, resize }),
      input: { kind: 'classes', layers, box, resize },
      width: resize?.width ?? box?.width ?? picture.width,
      height: resize?.height ?? box?.height ?? picture.height,
      measures: measuresOf(map, classes),
    }),
  );
}

function requireSize(map: Raster, picture: Raster): void {
  if (map.width === picture.width && map.height === picture.height) return;
  throw new AbbeError(
    'invalid-input',
    `its masks have ${map.width} x ${map.height} pixels, the image ${picture.width} x ${picture.height}; they must be equal.`,
  );
}

/** Values of a label image that no class has are said, not silently background. */
async function strangeValues(context: PreparationContext, layers: Section['layers']): Promise<string[]> {
  const notes: string[] = [];
  const labelled = layers.filter(({ values }) => values !== null);
  for (const source of new Set(labelled.map((layer) => layer.source))) {
    const known = labelled.flatMap((layer) => (layer.source === source ? (layer.values ?? []) : []));
    const note = unexpectedValues(await context.raster(source, { t: 0, c: null, z: 0 }), known);
    if (note) notes.push(note);
  }
  return notes;
}

function measuresOf(map: Raster, classes: DatasetDocument['classes']): Record<string, number> {
  const parts = classShares(map, classes.length + 1);
  return Object.fromEntries(classes.map(({ name }, i) => [name, parts[i + 1] as number]));
}

function shares(map: Raster, classes: DatasetDocument['classes']): string {
  return Object.entries(measuresOf(map, classes))
    .map(([name, part]) => `${name} ${(100 * part).toFixed(1)} %`)
    .join(', ');
}
