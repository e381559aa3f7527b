import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Entry, ZipFile } from 'yauzl';
import { open } from 'yauzl';

/** The entries of a zip file in their order, folders too, with their bytes. */
export async function unzipped(file: string): Promise<Map<string, Buffer>> {
  const zip = await promisify<string, object, ZipFile>(open as never)(file, {
    autoClose: true,
    lazyEntries: true,
  });
  const read = promisify(zip.openReadStream.bind(zip) as never) as (
    entry: Entry,
  ) => Promise<NodeJS.ReadableStream>;
  const found = new Map<string, Buffer>();
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      const bytes = entry.fileName.endsWith('/')
        ? Promise.resolve(Buffer.alloc(0))
        : read(entry).then(buffer);
      bytes.then((content) => {
        found.set(entry.fileName, content);
        zip.readEntry();
      }, reject);
    });
    zip.on('end', () => resolve(found));
    zip.on('error', reject);
    zip.readEntry();
  });
}
