import { contentOf } from './content-hash.ts';

/** SHA-256 of a source's content, hexadecimal. @throws AbbeError naming the file. */
export async function sha256OfFile(file: string): Promise<string> {
  return (await contentOf(file)).sha256;
}
