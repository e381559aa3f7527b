import { AbbeError } from '../../../contract/errors.ts';
import type { MatchRow, Prepared, PreparedItem } from '../preparation.ts';

/** An item that is included, without label, subject or session, where nothing else is said. */
export function preparedItem(
  own: Pick<PreparedItem, 'id' | 'target' | 'input' | 'width' | 'height'> & Partial<PreparedItem>,
): PreparedItem {
  return { label: null, subject: null, session: null, included: true, reason: '', measures: {}, ...own };
}

/** A row without label, session or subject, and with nothing missing, where nothing else is said. */
export function matchRow(own: Pick<MatchRow, 'key' | 'files'> & Partial<MatchRow>): MatchRow {
  return { missing: [], label: null, session: null, subject: null, ...own };
}

/**
 * Does one file's part of a preparation. What cannot be used is skipped with its reason and the rest goes on;
 * cancelling and running out of memory end it all.
 */
export async function orSkip(
  skipped: Prepared['skipped'],
  file: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    const error = AbbeError.wrap(thrown);
    if (error.code === 'cancelled' || error.code === 'out-of-memory') throw error;
    const reason = error.message.includes(file) ? error.message : `${file}: ${error.message}`;
    skipped.push({ file, reason });
  }
}
