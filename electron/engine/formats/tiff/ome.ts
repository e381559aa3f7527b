import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AbbeError } from '../../../contract/errors.ts';
import type { PlaneMetadata } from '../../../contract/images.ts';
import { canDecompress } from './decompress.ts';
import { TiffDirectory } from './directory.ts';
import { isOmeXml, parseOmeXml } from './ome-xml.ts';
import type { OmeDocument, OmeImage } from './ome-xml.ts';
import { mapPlanes } from './ome-planes.ts';
import type { PlaneMap } from './ome-planes.ts';
import type { Page, PageShape } from './page.ts';
import { readShape } from './page.ts';
import { directoryOffsets, pageAt } from './pages.ts';
import { pageIndex } from './plain.ts';
import { tags } from './tags.ts';
import { TiffFile } from './tiff-file.ts';
import type { TiffLayout, TiffStart } from './tiff-source.ts';

const mostXmlBytes = 256 * 1024 ** 2;

/**
 * An OME-TIFF, alone or as any member of a set of files: the OME-XML says which directory of which file holds
 * which plane. Each Image element is a series.
 * @returns undefined where no plane is described, so that the pages are read as they are.
 * @throws AbbeError where the pixels are damaged or of a kind that is not read; RangeError for damaged XML.
 */
export async function omeLayout(start: TiffStart, notes: string[]): Promise<TiffLayout | undefined> {
  const document = await metadataOf(start, notes);
  const image = document?.images[start.options.series ?? 0] ?? document?.images[0];
  if (!document || !image) return undefined;
  const map = mapPlanes(image, document.uuid, basename(start.path));
  const members = new Members(start, map.files);
  const missing = await members.missing();
  if (missing.length > 0) {
    notes.push(
      `Of the ${map.files.length} files of the set ${missing.length} are missing beside it: ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}.`,
    );
  }
  const shape = await shapeOf(start, members, map);
  const { sizes } = image;
  const channelPages = Math.max(1, Math.ceil(sizes.c / shape.storedSamples));
  return {
    shape,
    times: sizes.t,
    channelPages,
    slices: sizes.z,
    pixelSize: image.pixelSize,
    channels: image.channels.map(({ name }) => name),
    seriesCount: document.images.length,
    notes,
    page: async (t, c, z) => {
      const at = pageIndex({ t: sizes.t, c: map.channelPages, z: sizes.z, order: image.order }, { t, c, z });
      return members.page(map.fileOf[at]!, map.ifdOf[at]!, `t=${t}, c=${c}, z=${z}`);
    },
    metadata: ({ t, c, z }) => metadataOfPlane(image, t, Math.floor(c / shape.samples), z),
  };
}

function metadataOfPlane(image: OmeImage, t: number, c: number, z: number): PlaneMetadata {
  const said = image.planes.get([t, c, z].join()) ?? {};
  return said.time !== undefined || image.interval === undefined
    ? said
    : { ...said, time: t * image.interval };
}

/** The description of the planes: in the file itself, or in the one that it names (BinaryOnly). */
async function metadataOf(
  { path, description }: TiffStart,
  notes: string[],
): Promise<OmeDocument | undefined> {
  const own = parseOmeXml(description);
  if (own.metadataFile === undefined || own.images.length > 0) return own;
  const name = safeName(own.metadataFile);
  const other = join(dirname(path), name);
  const found = await stat(other).catch(() => undefined);
  if (!found?.isFile() || found.size > mostXmlBytes) {
    notes.push(`Its metadata are in ${name}, which is not beside it: its pages are read as they are.`);
    return undefined;
  }
  return parseOmeXml(await xmlOf(other));
}

async function xmlOf(path: string): Promise<string> {
  if (!/\.tiff?$/i.test(path)) return readFile(path, 'utf8');
  const file = await TiffFile.open(path);
  try {
    const first = await TiffDirectory.read(file, file.firstDirectory);
    const text = await first.text(tags.imageDescription);
    if (!isOmeXml(text)) throw file.broken('it should describe a set of OME-TIFF files, and does not');
    return text;
  } finally {
    await file.close();
  }
}

/** Members lie beside each other; a name never leads to another folder. */
export function safeName(fileName: string): string {
  return basename(fileName.replaceAll('\\', '/'));
}

async function shapeOf(start: TiffStart, members: Members, map: PlaneMap): Promise<PageShape> {
  // The first plane that is there: members may be missing, and pages of one Image are alike.
  for (let i = 0; i < map.ifdOf.length; i += 1) {
    if (map.ifdOf[i]! < 0 || !(await members.has(map.fileOf[i]!))) continue;
    const { page, done } = await members.page(map.fileOf[i]!, map.ifdOf[i]!, 'the first one');
    await done();
    if (!canDecompress(page.compression)) {
      throw start.file.broken(
        `its pixels are compressed with method ${page.compression}, which is not supported; save it with Deflate or LZW`,
      );
    }
    return page;
  }
  return readShape(start.first, start.options);
}

/** The files of a set. The one that was opened stays open, another is open while a plane is read. */
class Members {
  readonly #start: TiffStart;
  readonly #names: readonly (string | undefined)[];
  readonly #offsets = new Map<string, Promise<number[]>>();
  readonly #present = new Map<string, Promise<boolean>>();

  /** @param names undefined stands for the file that was opened. */
  constructor(start: TiffStart, names: readonly (string | undefined)[]) {
    this.#start = start;
    this.#names = names;
  }

  async missing(): Promise<string[]> {
    const found = await Promise.all(this.#names.map((_name, i) => this.has(i)));
    return this.#names.filter((name, i): name is string => name !== undefined && !found[i]).map(safeName);
  }

  has(member: number): Promise<boolean> {
    const path = this.#path(member);
    if (path === undefined) return Promise.resolve(true);
    const known =
      this.#present.get(path) ??
      stat(path).then(
        (found) => found.isFile(),
        () => false,
      );
    this.#present.set(path, known);
    return known;
  }

  /** @throws AbbeError naming the member that is missing or damaged. */
  async page(member: number, ifd: number, plane: string): Promise<{ page: Page; done: () => Promise<void> }> {
    const { file: own, path, options } = this.#start;
    if (ifd < 0) throw own.broken(`its metadata name no page for the plane ${plane}`);
    const other = this.#path(member);
    const file = other === undefined ? own : await this.#open(other, plane);
    const done = async (): Promise<void> => (file === own ? undefined : file.close());
    try {
      const key = other ?? path;
      const offsets = this.#offsets.get(key) ?? directoryOffsets(file);
      this.#offsets.set(key, offsets);
      const offset = (await offsets)[ifd];
      if (offset === undefined)
        throw file.broken(`it has no page ${ifd} for the plane ${plane}; it is incomplete`);
      return { page: await pageAt(file, offset, options), done };
    } catch (thrown) {
      await done();
      throw thrown;
    }
  }

  #path(member: number): string | undefined {
    const name = this.#names[member];
    return name === undefined ? undefined : join(dirname(this.#start.path), safeName(name));
  }

  async #open(path: string, plane: string): Promise<TiffFile> {
    try {
      return await TiffFile.open(path);
    } catch (thrown) {
      if (thrown instanceof AbbeError) throw thrown;
      throw new AbbeError(
        'not-found',
        `${path} is missing: it holds the plane ${plane} of ${this.#start.path}; put it back beside it.`,
        { file: path, cause: thrown },
      );
    }
  }
}
