import { parse } from 'csv-parse/sync';
import { AbbeError } from '../../contract/errors.ts';

/**
 * The rows of a table with commas, semicolons or tabs, as text by column name.
 * @param text the file's content; its first row names the columns.
 * @throws AbbeError invalid-input naming the file where it is no such table or lacks a column.
 */
export function readTable(file: string, text: string, columns: readonly string[]): Record<string, string>[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(text, {
      columns: true,
      bom: true,
      trim: true,
      skip_empty_lines: true,
      delimiter: delimiterOf(text),
    });
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AbbeError('invalid-input', `${file} cannot be read as a table: ${reason}.`, {
      file,
      cause: thrown,
    });
  }
  const known = Object.keys(rows[0] ?? {});
  const missing = columns.filter((column) => !known.includes(column));
  if (rows.length > 0 && missing.length === 0) return rows;
  const what = rows.length === 0 ? 'it has no rows' : `it has no column “${missing.join('” or “')}”`;
  throw new AbbeError(
    'invalid-input',
    `${file} cannot be used: ${what}; its columns are ${known.join(', ') || 'none'}.`,
    { file },
  );
}

/** The names of a table's columns. */
export function columnsOf(text: string): string[] {
  const first = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
  return first.split(delimiterOf(text)).map((name) => name.trim().replace(/^"|"$/g, ''));
}

/** Whichever of the three the first row has most of. */
function delimiterOf(text: string): string {
  const first = text.split(/\r?\n/, 1)[0] ?? '';
  const count = (delimiter: string): number => first.split(delimiter).length;
  return [',', ';', '\t'].sort((a, b) => count(b) - count(a))[0] as string;
}
