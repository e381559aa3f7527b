import { AbbeError } from '../../contract/errors.ts';
import { sourceFormats } from './index.ts';
import type { SourceFormat } from './pixel-source.ts';

/** A format that can be written. */
export type WritingFormat = SourceFormat & Required<Pick<SourceFormat, 'write'>>;

/** The format that a file's ending names. @throws AbbeError invalid-input where none that can be written does. */
export function writingFormat(file: string): WritingFormat {
  const name = file.toLowerCase();
  const writable = sourceFormats.filter((format): format is WritingFormat => format.write !== undefined);
  const endings = writable.flatMap((format) =>
    (format.writes ?? format.extensions).map((extension) => ({ format, extension })),
  );
  // The longest ending counts: .nii.gz before .gz.
  endings.sort((a, b) => b.extension.length - a.extension.length);
  const found = endings.find(({ extension }) => name.endsWith(`.${extension}`));
  if (found) return found.format;
  const known = endings.map(({ extension }) => `.${extension}`).join(', ');
  throw new AbbeError(
    'invalid-input',
    `${file} cannot be written: its ending names no format that is written (${known}).`,
    { file },
  );
}
