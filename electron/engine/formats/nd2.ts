import { brokenFile } from './broken-file.ts';
import { CheckedFile } from './checked-file.ts';
import { readHeader } from './nd2/header.ts';
import { nd2Source } from './nd2/source.ts';
import { startsWith } from './pixel-source.ts';
import type { SourceFormat } from './pixel-source.ts';

const chunked = [0xda, 0xce, 0xbe, 0x0a];
/** The signature of JPEG 2000 files, which nd2 files before 2009 or so are. */
const jpeg2000 = [0x00, 0x00, 0x00, 0x0c, 0x6a, 0x50, 0x20, 0x20];

/**
 * Nikon NIS-Elements, the chunked kind (versions 2 and 3), uncompressed or lossless. Own code: no package reads
 * it; what is known of it comes from the readers that others published.
 */
export const nd2: SourceFormat = {
  id: 'nd2',
  label: 'Nikon nd2',
  extensions: ['nd2'],
  sniff: (head, path) => startsWith(head, chunked) || isOld(head, path),
  async open(path, options) {
    const file = await CheckedFile.open(path);
    try {
      const head = await file.read(0, Math.min(file.size, 16), 'header');
      if (isOld(head, path)) {
        throw brokenFile(
          path,
          'it is an nd2 file of the old kind (JPEG 2000), which is not supported; export it as OME-TIFF from NIS-Elements',
        );
      }
      return nd2Source(file, await readHeader(file), options);
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  },
};

function isOld(head: Uint8Array, path: string): boolean {
  return startsWith(head, jpeg2000) && path.toLowerCase().endsWith('.nd2');
}
