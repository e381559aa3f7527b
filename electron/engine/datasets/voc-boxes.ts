import { readFile, stat } from 'node:fs/promises';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { AbbeError } from '../../contract/errors.ts';
import type { Box } from '../../contract/images.ts';

/** A box that someone drew; `difficult` ones count neither as found nor as missed, as PASCAL VOC has it. */
export type LabelledBox = { label: string; box: Box; difficult: boolean };

export type VocBoxes = {
  boxes: LabelledBox[];
  /** One sentence for each box that is left out. */
  problems: string[];
};

/** A box takes some 300 bytes: this is enough for 50,000 of them. */
const maxBytes = 16 * 1024 * 1024;

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  // Annotations have none, and expanding them is what hostile files live on.
  processEntities: false,
  isArray: (name) => name === 'object',
});

/** The boxes of a PASCAL VOC annotation file, see `parseVocBoxes`. @throws AbbeError naming the file. */
export async function readVocBoxes(
  file: string,
  image?: { width: number; height: number },
): Promise<VocBoxes> {
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) throw new AbbeError('not-found', `${file} is not there or not a file.`, { file });
  if (found.size > maxBytes) throw broken(file, `it has more than ${maxBytes / 1024 / 1024} MB`);
  return parseVocBoxes(file, await readFile(file, 'utf8'), image);
}

/**
 * The boxes of a PASCAL VOC annotation in pixels, origin at the top left: x = xmin, width = xmax - xmin, and the
 * same for y, rounded. With the size of the `image` they are cut to it. Boxes without area, or wholly beside the
 * image, are left out and named.
 * @throws AbbeError invalid-input naming the file where it is no such annotation.
 */
export function parseVocBoxes(
  file: string,
  text: string,
  image: { width: number; height: number } = { width: Infinity, height: Infinity },
): VocBoxes {
  const found: VocBoxes = { boxes: [], problems: [] };
  objectsIn(file, text).forEach((object, i) => {
    const name = textOf(object['name']);
    const corners = record(object['bndbox']);
    const [left, top, right, bottom] = ['xmin', 'ymin', 'xmax', 'ymax'].map((key) =>
      Math.round(Number(textOf(corners?.[key]) ?? NaN)),
    ) as [number, number, number, number];
    if (name === undefined || ![left, top, right, bottom].every(Number.isSafeInteger)) {
      throw broken(file, `object ${i + 1} has no name or no bndbox with xmin, ymin, xmax and ymax`);
    }
    const [x, y] = [Math.max(0, left), Math.max(0, top)];
    const [width, height] = [Math.min(right, image.width) - x, Math.min(bottom, image.height) - y];
    if (width > 0 && height > 0) {
      found.boxes.push({
        label: name,
        box: { x, y, width, height },
        difficult: textOf(object['difficult']) === '1',
      });
    } else {
      const reason = right > left && bottom > top ? 'lies beside the image' : 'has no area';
      found.problems.push(`Box ${i + 1} (${name}: ${left}, ${top} to ${right}, ${bottom}) ${reason}.`);
    }
  });
  return found;
}

type Node = Record<string, unknown>;

function objectsIn(file: string, text: string): Node[] {
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw broken(file, `line ${valid.err.line}: ${valid.err.msg}`);
  const annotation = record((parser.parse(text) as Node)['annotation'], true);
  if (!annotation) throw broken(file, 'it has no <annotation>');
  const objects = (annotation['object'] ?? []) as unknown[];
  return objects.map((object) => record(object) ?? {});
}

/** An element with children; one without any is parsed as an empty string. */
function record(value: unknown, orEmpty = false): Node | undefined {
  if (orEmpty && value === '') return {};
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Node) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function broken(file: string, reason: string): AbbeError {
  const why = reason.replaceAll(/\s+/g, ' ').replace(/\.$/, '');
  return new AbbeError('invalid-input', `${file} is not a Pascal VOC annotation: ${why}.`, { file });
}
