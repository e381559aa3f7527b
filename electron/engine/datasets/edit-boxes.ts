import type { DatasetDocument, DatasetItem } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import { withBoxes } from './edit-dataset.ts';
import { ordinal } from './item-ids.ts';
import { stemOf } from './match-path.ts';
import { planeReference } from './plane-reference.ts';
import { smallestSide } from './preparations/cell-segmentation.ts';
import type { Rectangle } from '../imaging/raster.ts';

/** What items are tagged with whose box a person has drawn. */
export const byHand = 'by hand';

/** A photo of the project: its name there and its size in px. */
export interface DrawnPhoto {
  name: string;
  file: string;
  sha256: string;
  width: number;
  height: number;
}

/** `item` null: a new box. */
export type DrawnBox = Rectangle & { item: string | null };

/**
 * Gives a photo the boxes that a person has drawn, as one edit: items that are not named are removed, those with
 * another box are moved, new ones join the photo's split. All of them are complete: a photo is never in two splits.
 * @throws AbbeError invalid-input where a box leaves the photo, is too small to be evaluated, or the dataset has no
 * boxes; not-found for an unknown item.
 */
export function drawBoxes(
  dataset: DatasetDocument,
  photo: DrawnPhoto,
  boxes: readonly DrawnBox[],
  time: Date,
): DatasetDocument {
  requireBoxes(dataset);
  for (const box of boxes) requireInside(photo, box);
  const own = dataset.items.filter((item) => sourceOf(item) === photo.name);
  const before = new Map(own.map((item) => [item.id, item]));
  const counts = { added: 0, moved: 0, removed: 0 };
  const after: DatasetItem[] = [];
  const stay = new Set<string>();
  let next = nextNumber(dataset, stemFor(own, photo));
  for (const { item: id, ...box } of boxes) {
    if (id === null) {
      after.push(newItem(dataset, own[0], photo, box, `${stemFor(own, photo)}-${ordinal(next++)}`));
      counts.added += 1;
      continue;
    }
    const item = before.get(id);
    if (!item) throw new AbbeError('not-found', `${photo.file} has no box “${id}” in this dataset.`);
    stay.add(id);
    if (isAt(item, box)) continue;
    after.push(movedItem(item, box));
    counts.moved += 1;
  }
  const removed = own.filter(({ id }) => !stay.has(id));
  counts.removed = removed.length;
  const changed = after.flatMap(({ id }) => before.get(id) ?? []);
  const first = !dataset.corrected.includes(photo.name);
  const edit = { source: photo.name, before: [...changed, ...removed], after, first };
  return withBoxes(withSource(dataset, photo), edit, describe(photo, counts), time);
}

function sourceOf({ target }: DatasetItem): string | null {
  return target.kind === 'plane' ? target.source : null;
}

/** A photo in which nothing was found is none of the dataset's files yet. */
function withSource(dataset: DatasetDocument, { name, sha256 }: DrawnPhoto): DatasetDocument {
  if (dataset.sources.some(({ path }) => path === name)) return dataset;
  return { ...dataset, sources: [...dataset.sources, { path: name, sha256 }] };
}

function requireBoxes({ name, items }: DatasetDocument): void {
  if (items.every(({ input, target }) => input === null && target.kind === 'plane')) return;
  throw new AbbeError('invalid-input', `The dataset “${name}” is not made of boxes in photos.`);
}

function requireInside({ file, width, height }: DrawnPhoto, box: Rectangle): void {
  const where = `The box ${box.width} × ${box.height} at ${box.x}, ${box.y}`;
  if (box.x + box.width > width || box.y + box.height > height) {
    throw new AbbeError('invalid-input', `${where} leaves ${file} (${width} × ${height} px).`, { file });
  }
  if (Math.min(box.width, box.height) < smallestSide) {
    const rule = `a side below ${smallestSide} px could not be evaluated`;
    throw new AbbeError('invalid-input', `${where} in ${file} is too small: ${rule}.`, { file });
  }
}

function isAt({ target }: DatasetItem, { x, y, width, height }: Rectangle): boolean {
  const box = target.kind === 'plane' ? target.box : null;
  return box !== null && box.x === x && box.y === y && box.width === width && box.height === height;
}

/** What was measured of the old box says nothing of the new one; a person wants what they draw. */
function movedItem(item: DatasetItem, { x, y, width, height }: Rectangle): DatasetItem {
  return {
    ...item,
    target: { ...item.target, box: { x, y, width, height } } as DatasetItem['target'],
    width,
    height,
    included: true,
    reason: '',
    measures: {},
    tags: [...new Set([...item.tags, byHand])],
  };
}

function newItem(
  { items }: DatasetDocument,
  sibling: DatasetItem | undefined,
  { name }: DrawnPhoto,
  { x, y, width, height }: Rectangle,
  id: string,
): DatasetItem {
  const labelled = items.some(({ label }) => label !== null);
  return {
    id,
    target: planeReference(name, {}, { box: { x, y, width, height } }),
    input: null,
    width,
    height,
    label: null,
    subject: sibling?.subject ?? null,
    session: sibling?.session ?? null,
    split: sibling?.split ?? 'training',
    included: !labelled,
    reason: labelled ? 'It has no label yet.' : '',
    tags: [byHand],
    note: '',
    measures: {},
  };
}

function stemFor(own: readonly DatasetItem[], { file }: DrawnPhoto): string {
  return own[0]?.id.replace(/-\d+$/, '') ?? stemOf(file).replace(/[^\p{L}\p{N}._-]+/gu, '_');
}

/** Above all that ever were: scores of older runs name items. */
function nextNumber({ items, edits }: DatasetDocument, stem: string): number {
  const drawn = edits.flatMap(({ boxes }) => [...(boxes?.before ?? []), ...(boxes?.after ?? [])]);
  const numbers = [...items, ...drawn].flatMap(({ id }) => {
    const number = id.startsWith(`${stem}-`) ? Number(id.slice(stem.length + 1)) : NaN;
    return Number.isInteger(number) ? number : [];
  });
  return numbers.reduce((most, number) => Math.max(most, number), 0);
}

function describe({ file }: DrawnPhoto, counts: Record<'added' | 'moved' | 'removed', number>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  const words = parts.map(([what, count]) => `${count} ${what}`).join(', ');
  return `Boxes of ${stemOf(file)} by hand: ${words}.`;
}
