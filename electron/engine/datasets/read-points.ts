import { readFile, stat } from 'node:fs/promises';
import { AbbeError } from '../../contract/errors.ts';
import { columnsOf, readTable } from './read-table.ts';

/** A table of points larger than this is some other file. */
const mostTableBytes = 64 * 2 ** 20;

/**
 * Points of a table with columns x and y, in pixels; upper case is as good. A table of a heading alone has none.
 * @throws AbbeError naming the file where it is no such table.
 */
export async function readPoints(file: string): Promise<{ x: number; y: number }[]> {
  const text = await readText(file);
  const columns = columnsOf(text);
  const [x, y] = ['x', 'y'].map((name) => columns.find((column) => column.toLowerCase() === name) ?? name);
  const onlyHeading = text.trim().split(/\r?\n/).length === 1;
  if (onlyHeading && columns.includes(x as string) && columns.includes(y as string)) return [];
  return readTable(file, text, [x as string, y as string]).map((row, index) => {
    const cells = [row[x as string], row[y as string]];
    const [px, py] = cells.map((cell) => (cell ? Number(cell) : NaN)) as [number, number];
    if (Number.isFinite(px) && Number.isFinite(py)) return { x: px, y: py };
    throw new AbbeError(
      'invalid-input',
      `${file} cannot be used: point ${index + 1} has no number for x and y.`,
      {
        file,
      },
    );
  });
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size <= mostTableBytes) return await readFile(file, 'utf8');
  } catch (thrown) {
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AbbeError(missing ? 'not-found' : 'invalid-input', `${file} cannot be read; check its name.`, {
      file,
      cause: thrown,
    });
  }
  throw new AbbeError('invalid-input', `${file} is too large for a table of points; give one of x and y.`, {
    file,
  });
}
