import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as zarr from 'zarrita';
import type { Group } from 'zarrita';
import { z } from 'zod';
import { brokenFile } from '../broken-file.ts';
import type { FolderStore } from './store.ts';

const numbers = z.array(z.number());
const transformations = z.array(z.object({ type: z.string(), scale: numbers.optional() })).optional();
const axisSchema = z.union([
  z.string().transform((name) => ({ name, unit: undefined })),
  z.object({ name: z.string(), unit: z.string().optional() }),
]);
const multiscaleSchema = z.object({
  axes: z.array(axisSchema).optional(),
  datasets: z.array(z.object({ path: z.string(), coordinateTransformations: transformations })).min(1),
  coordinateTransformations: transformations,
});
export type Multiscale = z.infer<typeof multiscaleSchema>;

const imageSchema = z.object({
  version: z.string().optional(),
  multiscales: z.array(multiscaleSchema).min(1),
  omero: z
    .object({ channels: z.array(z.object({ label: z.string().optional(), color: z.string().optional() })) })
    .optional()
    .catch(undefined),
});

export interface OmeImage {
  /** Where in the folder the image is: '' or the series' own folder. */
  path: string;
  multiscale: Multiscale;
  channels: readonly { label?: string | undefined; color?: string | undefined }[];
  series: number;
  seriesCount: number;
}

/**
 * The image of an OME-Zarr folder from its attributes: OME-Zarr 0.5 keeps them under "ome", 0.4 and older at the
 * top. A folder of several images, as bioformats2raw makes it, has them under 0, 1, 2 …
 * @throws AbbeError invalid-input for plates, wells, plain Zarr and damaged attributes.
 */
export async function readOmeImage(store: FolderStore, file: string, series: number): Promise<OmeImage> {
  const root = await openGroup(store, '', file);
  const paths = isCollection(root) ? await seriesPaths(file) : [''];
  const path = paths[series];
  if (path === undefined) {
    throw brokenFile(
      file,
      `it has ${paths.length} images and number ${series} (counted from 0) is not among them`,
    );
  }
  const attributes = omeAttributes(path === '' ? root : await openGroup(store, path, file));
  refuseOthers(attributes, file);
  const parsed = imageSchema.safeParse(attributes);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join('.') ?? '';
    throw brokenFile(
      file,
      `its OME-Zarr attributes are damaged (${place}: ${issue?.message ?? ''}); export it again`,
    );
  }
  const { multiscales, omero } = parsed.data;
  return {
    path,
    multiscale: multiscales[0] as Multiscale,
    channels: omero?.channels ?? [],
    series,
    seriesCount: paths.length,
  };
}

async function openGroup(store: FolderStore, path: string, file: string): Promise<Group<FolderStore>> {
  const node = await zarr.open(zarr.root(store).resolve(path));
  if (node.kind === 'group') return node as Group<FolderStore>;
  throw brokenFile(
    file,
    'it is a plain Zarr array without axes; save it as OME-Zarr, or open the folder above it',
  );
}

function omeAttributes(group: Group<FolderStore>): Record<string, unknown> {
  const { ome } = group.attrs;
  return ome !== null && typeof ome === 'object' ? (ome as Record<string, unknown>) : group.attrs;
}

function isCollection(group: Group<FolderStore>): boolean {
  const attributes = omeAttributes(group);
  return !('multiscales' in attributes) && 'bioformats2raw.layout' in attributes && !('plate' in attributes);
}

async function seriesPaths(file: string): Promise<string[]> {
  const names = (await readdir(file)).filter((name) => /^\d{1,6}$/.test(name));
  const folders: string[] = [];
  for (const name of names) if ((await stat(join(file, name))).isDirectory()) folders.push(name);
  return folders.sort((a, b) => Number(a) - Number(b));
}

function refuseOthers(attributes: Record<string, unknown>, file: string): void {
  if ('plate' in attributes) {
    const plate = attributes['plate'] as { wells?: { path?: string }[] } | null;
    const well = plate?.wells?.[0]?.path ?? 'A/1';
    throw brokenFile(
      file,
      `it is a plate of many wells; open one image of a well, for example ${join(file, well, '0')}`,
    );
  }
  if ('well' in attributes) {
    throw brokenFile(
      file,
      `it is a well of several images; open one of them, for example ${join(file, '0')}`,
    );
  }
  if (!('multiscales' in attributes)) {
    throw brokenFile(
      file,
      'it is a Zarr folder without an OME-Zarr image ("multiscales"); open the image inside it',
    );
  }
}
