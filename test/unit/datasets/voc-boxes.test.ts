import { describe, expect, it } from 'vitest';
import { parseVocBoxes, readVocBoxes } from '../../../electron/engine/datasets/voc-boxes.ts';

const object = (name: string, corners: number[], extra = ''): string => {
  const [xmin, ymin, xmax, ymax] = corners;
  return `<object><name>${name}</name>${extra}<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox></object>`;
};
const annotation = (...objects: string[]) => `<annotation>${objects.join('')}</annotation>`;
const parse = (text: string, size?: { width: number; height: number }) => parseVocBoxes('a.xml', text, size);

describe('boxes of a Pascal VOC annotation', () => {
  it('are read with their label, one, many or none', () => {
    expect(parse(annotation(object('RBC', [3, 4, 10, 20])))).toEqual({
      boxes: [{ label: 'RBC', box: { x: 3, y: 4, width: 7, height: 16 }, difficult: false }],
      problems: [],
    });
    const two = annotation(
      object('RBC', [0, 0, 1, 1]),
      object('WBC', [1, 1, 2.6, 4], '<difficult>1</difficult>'),
    );
    expect(parse(two).boxes[1]).toEqual({
      label: 'WBC',
      box: { x: 1, y: 1, width: 2, height: 3 },
      difficult: true,
    });
    expect(parse('<annotation></annotation>')).toEqual({ boxes: [], problems: [] });
  });

  it('without area or beside the image are left out and named, others are cut to it', () => {
    const text = annotation(
      object('RBC', [504, 337, 504, 337]),
      object('WBC', [-5, 90, 20, 130]),
      object('RBC', [200, 10, 220, 30]),
    );
    const { boxes, problems } = parse(text, { width: 100, height: 100 });
    expect(boxes.map(({ box }) => box)).toEqual([{ x: 0, y: 90, width: 20, height: 10 }]);
    expect(problems).toEqual([
      'Box 1 (RBC: 504, 337 to 504, 337) has no area.',
      'Box 3 (RBC: 200, 10 to 220, 30) lies beside the image.',
    ]);
  });

  it.each([
    ['text', 'no xml', /a\.xml is not a Pascal VOC annotation/],
    ['a cut file', '<annotation><object><name>RBC', /a\.xml is not a Pascal VOC annotation/],
    ['another document', '<html></html>', /has no <annotation>/],
    [
      'an object without a box',
      '<annotation><object><name>RBC</name></object></annotation>',
      /object 1 has no/,
    ],
    [
      'corners that are no numbers',
      annotation(object('RBC', [NaN, 0, 1, 1])),
      /object 1 has no name or no bndbox/,
    ],
    ['a name that is a tag', annotation(object('<b>x</b>', [0, 0, 1, 1])), /object 1 has no name/],
  ])('refuses %s, naming the file', (_, text, message) => {
    expect(() => parse(text)).toThrow(message);
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'invalid-input', file: 'a.xml' }));
  });

  it('does not expand entities', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>';
    const { boxes } = parse(bomb + annotation(object('&c;', [0, 0, 1, 1])));
    expect(boxes[0]?.label).toBe('&c;');
  });

  it('of a file that is not there are an error that names it', async () => {
    await expect(readVocBoxes('/nowhere/b.xml')).rejects.toMatchObject({
      code: 'not-found',
      file: '/nowhere/b.xml',
    });
  });
});
