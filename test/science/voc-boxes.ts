import { readFileSync } from 'node:fs';
import type { Rectangle } from '../../electron/engine/imaging/raster.ts';

export type LabelledBox = Rectangle & { label: string };

/**
 * The boxes of a PASCAL VOC annotation, as x = xmin and width = xmax - xmin; those without area are left out.
 * The files come from one program and are regular enough to be read by pattern.
 */
export function readVocBoxes(file: string): LabelledBox[] {
  const objects = readFileSync(file, 'utf8').split('<object>').slice(1);
  const boxes = objects.map((object) => {
    const number = (tag: string) => Number(textOf(object, tag));
    const [x, y] = [number('xmin'), number('ymin')];
    return { label: textOf(object, 'name'), x, y, width: number('xmax') - x, height: number('ymax') - y };
  });
  return boxes.filter(({ width, height }) => width > 0 && height > 0);
}

function textOf(xml: string, tag: string): string {
  const [, text] = new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(xml) ?? [];
  if (text === undefined) throw new Error(`No <${tag}> in ${xml}`);
  return text;
}
