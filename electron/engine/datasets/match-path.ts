import picomatch from 'picomatch';

const separator = /[\\/]/;

/**
 * What the wildcards of a pattern stand for in a path, joined by "|"; null where the path does not match. A
 * pattern of n parts is held against the last n parts of the path: `raw/*.tif` matches `/data/a/raw/03.tif`
 * and gives `03`. Numbers lose their leading zeros, so that `labels00000003.png` and `03.tif` are partners.
 */
export function matchPath(pattern: string, path: string): string | null {
  const parts = pattern.split('/').length;
  const tail = path.split(separator).slice(-parts).join('/');
  const found = matcherOf(pattern).exec(tail);
  if (!found) return null;
  const captured = found.slice(1).filter((part) => part !== undefined);
  return captured.map((part) => part.replaceAll(/\d+/g, (digits) => String(Number(digits)))).join('|');
}

const matchers = new Map<string, RegExp>();

function matcherOf(pattern: string): RegExp {
  const known = matchers.get(pattern);
  if (known) return known;
  const matcher = picomatch.makeRe(pattern, { capture: true });
  matchers.set(pattern, matcher);
  return matcher;
}

/** The name of the folder a file lies in; '' where there is none. */
export function folderName(path: string): string {
  return path.split(separator).at(-2) ?? '';
}

/** A file's name without folder and ending. */
export function stemOf(path: string): string {
  const name = path.split(separator).at(-1) ?? path;
  return name.replace(/\.(?:ome\.tiff?|nii\.gz|ome\.zarr|[^.]+)$/i, '') || name;
}
