import { AbbeError } from '../../contract/errors.ts';
import { brokenFile } from './broken-file.ts';
import { openWithSharp } from './decode-with-sharp.ts';
import { startsWith } from './pixel-source.ts';
import type { OpenOptions, PixelSource, SourceFormat } from './pixel-source.ts';
import { TiffDirectory } from './tiff/directory.ts';
import { imagejLayout, isImagej } from './tiff/imagej.ts';
import { lsmLayout } from './tiff/lsm.ts';
import { omeLayout } from './tiff/ome.ts';
import { isOmeXml } from './tiff/ome-xml.ts';
import { plainLayout } from './tiff/plain.ts';
import { tags } from './tiff/tags.ts';
import { TiffFile } from './tiff/tiff-file.ts';
import { tiffSource } from './tiff/tiff-source.ts';
import type { TiffLayout, TiffStart } from './tiff/tiff-source.ts';
import { writeOmeTiff } from './tiff/write-ome-tiff.ts';

/** TIFF of any kind: plain, BigTIFF, ImageJ stacks, OME-TIFF and its sets of files, Zeiss LSM; written as OME-TIFF. */
export const tiff: SourceFormat = {
  id: 'tiff',
  label: 'TIFF',
  extensions: ['tif', 'tiff', 'lsm'],
  writes: ['ome.tif', 'ome.tiff', 'tif', 'tiff'],
  // "II" or "MM" for the byte order, then 42, or 43 for BigTIFF.
  sniff: (bytes) =>
    [42, 43].some(
      (version) => startsWith(bytes, [0x49, 0x49, version, 0]) || startsWith(bytes, [0x4d, 0x4d, 0, version]),
    ),
  open: openTiff,
  write: writeOmeTiff,
};

async function openTiff(path: string, options: OpenOptions): Promise<PixelSource> {
  const file = await TiffFile.open(path);
  try {
    const first = await TiffDirectory.read(file, file.firstDirectory);
    const start = { path, file, first, options, description: await first.text(tags.imageDescription) };
    const layout = await layoutOf(start);
    if (layout) return tiffSource(start, layout);
  } catch (thrown) {
    await file.close();
    if (thrown instanceof RangeError) throw brokenFile(path, `${thrown.message}; it is damaged`, thrown);
    throw thrown;
  }
  // Fax, CMYK, Lab, old JPEG: pictures and no measurements, which libvips decodes.
  await file.close();
  return openWithSharp('tiff')(path, options);
}

/** How the pages make an image, by the program that wrote the file. */
async function layoutOf(start: TiffStart): Promise<TiffLayout | undefined> {
  const notes: string[] = [];
  const layout = await programLayout(start, notes);
  if (layout) return layout;
  const plain = await plainLayout(start);
  return plain && { ...plain, notes: [...notes, ...plain.notes] };
}

async function programLayout(start: TiffStart, notes: string[]): Promise<TiffLayout | undefined> {
  const { first, description } = start;
  if (first.has(tags.zeissLsm)) return lsmLayout(start);
  if (isImagej(description)) return imagejLayout(start);
  if (!isOmeXml(description)) return undefined;
  try {
    return await omeLayout(start, notes);
  } catch (thrown) {
    if (thrown instanceof AbbeError || !(thrown instanceof Error)) throw thrown;
    const reason = (thrown.message.split('\n')[0] ?? '').replace(/\.$/, '');
    notes.push(`Its OME-XML cannot be read (${reason}): the pages are read as they are.`);
    return undefined;
  }
}
