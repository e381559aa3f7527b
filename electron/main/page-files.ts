import { join, normalize, sep } from 'node:path';

export const pageScheme = 'abbe';
export const pageAddress = `${pageScheme}://app/`;

/**
 * The file of the built page that an `abbe://app/…` address means; null for any other address, and for one that
 * would leave the page's folder.
 */
export function pageFile(folder: string, address: string): string | null {
  if (!address.startsWith(pageAddress)) return null;
  let path: string;
  try {
    path = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  if (path.includes('\0')) return null;
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  return file.startsWith(normalize(folder + sep)) ? file : null;
}
