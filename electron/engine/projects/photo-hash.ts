import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { fileError } from './file-errors.ts';

/** SHA-256 of a file's bytes, hexadecimal; read in pieces. @throws AbbeError naming the file. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (thrown) {
    throw fileError(file, 'read', thrown);
  }
  return hash.digest('hex');
}
