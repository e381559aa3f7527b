import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AbbeError } from '../../contract/errors.ts';
import { fileError } from './file-errors.ts';

/** What every document begins with; the rest is checked once the version is known. */
const headSchema = z.object({ format: z.string(), version: z.number().int() });

/** The newest version of each format that this Abbe reads and writes. */
const newest: Record<string, number> = {
  'abbe-project': 2,
  'abbe-dataset': 2,
  'abbe-run': 2,
  'abbe-evaluation': 2,
  'abbe-training-images': 1,
};

/** How documents of older versions are read: by version, a schema that also brings them to the newest. */
export type OlderVersions<T> = Record<number, z.ZodType<T>>;

/**
 * Reads and checks a JSON document. One of an older version comes back as one of the newest.
 * @param older asked only where the document is of an older version.
 * @throws AbbeError not-found where the file is missing; invalid-input naming file and field where it is
 * damaged, of another format, or written by a newer Abbe.
 */
export async function readDocument<T>(
  file: string,
  schema: z.ZodType<T>,
  older: () => OlderVersions<T> | Promise<OlderVersions<T>> = () => ({}),
): Promise<T> {
  const content = parseJson(file, await readText(file));
  const head = headSchema.safeParse(content);
  const known = head.success ? newest[head.data.format] : undefined;
  if (head.success && known !== undefined && head.data.version > known) {
    throw new AbbeError(
      'invalid-input',
      `${file} was written by a newer Abbe (version ${head.data.version} of its format); update Abbe to open it.`,
      { file },
    );
  }
  const old = head.success && known !== undefined && head.data.version < known;
  const parsed = ((old ? (await older())[head.data.version] : undefined) ?? schema).safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue && issue.path.length > 0 ? ` at “${issue.path.join('.')}”` : '';
  throw new AbbeError('invalid-input', `${file} is damaged${where}: ${issue?.message ?? 'unknown reason'}.`, {
    file,
  });
}

/**
 * Writes a document so that a reader, also after a crash, sees the old one or the whole new one
 * (temporary file, fsync, rename); folders on the way are made.
 */
export async function writeDocument<T>(file: string, schema: z.ZodType<T>, value: T): Promise<void> {
  const text = documentText(schema, value);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, text);
  } catch (thrown) {
    throw fileError(file, 'written', thrown);
  }
}

/** A document as its file holds it. */
export function documentText<T>(schema: z.ZodType<T>, value: T): string {
  return `${JSON.stringify(schema.parse(value), null, 2)}\n`;
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw fileError(file, 'read', thrown);
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const reason = (thrown as Error).message;
    throw new AbbeError('invalid-input', `${file} is damaged and cannot be read as JSON: ${reason}.`, {
      file,
    });
  }
}
