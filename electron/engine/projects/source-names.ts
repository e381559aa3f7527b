import { basename, extname } from 'node:path';

/** Where copied source files lie in a project's folder. */
export const sourcesFolder = 'sources';

/**
 * A name for a file that none of `taken` has, as file systems without capitals see it: photo.tif, photo-2.tif.
 * @param taken names in lower case; the new one is added.
 */
export function freeName(file: string, taken: Set<string>): string {
  const name = basename(file);
  // image.ome.tif and volume.nii.gz keep both parts of their ending together.
  const ending = /\.(ome\.[^.]+|[^.]+\.gz)$/i.exec(name)?.[0] ?? extname(name);
  const stem = name.slice(0, name.length - ending.length);
  let free = name;
  for (let n = 2; taken.has(free.toLowerCase()); n += 1) free = `${stem}-${n}${ending}`;
  taken.add(free.toLowerCase());
  return free;
}
