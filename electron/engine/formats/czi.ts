import { CheckedFile } from './checked-file.ts';
import { readDirectory } from './czi/directory.ts';
import { layoutOf } from './czi/layout.ts';
import { readMetadata, readTimeStamps } from './czi/metadata.ts';
import { readFileHeader } from './czi/segments.ts';
import { cziSource } from './czi/source.ts';
import type { CziExtras } from './czi/source.ts';
import { startsWith } from './pixel-source.ts';
import type { SourceFormat } from './pixel-source.ts';

const signature = [...Buffer.from('ZISRAWFILE')];

/**
 * Zeiss ZEN: planes and mosaics, uncompressed, JPEG, LZW and Zstandard. Own code: no package reads it; the
 * structure is Zeiss's published ZISRAW (CZI) file format.
 */
export const czi: SourceFormat = {
  id: 'czi',
  label: 'Zeiss czi',
  extensions: ['czi'],
  sniff: (head) => startsWith(head, signature),
  async open(path, options) {
    const file = await CheckedFile.open(path);
    try {
      const header = await readFileHeader(file);
      if (header.filePart !== 0 || header.ofSeveralFiles) {
        throw file.broken(
          'it is one of several files of an image; export it as one file or as OME-TIFF from ZEN',
        );
      }
      const layout = layoutOf(file, await readDirectory(file, header.directory), options);
      return cziSource(file, layout, await readExtras(file, header));
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  },
};

/** What is good to know but not needed for the pixels: where it is damaged, a note says so. */
async function readExtras(
  file: CheckedFile,
  header: { metadata: number; attachments: number },
): Promise<CziExtras> {
  const notes: string[] = [];
  const metadata = await readMetadata(file, header.metadata).catch(() => {
    notes.push('Its metadata (pixel size, channel names) cannot be read.');
    return null;
  });
  const timeStamps = await readTimeStamps(file, header.attachments).catch(() => {
    notes.push('Its time stamps cannot be read.');
    return new Float64Array();
  });
  return { metadata, timeStamps, notes };
}
