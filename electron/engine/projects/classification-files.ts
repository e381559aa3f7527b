import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Classification } from '../../contract/classification.ts';
import { classificationSchema } from '../../contract/classification.ts';
import { AbbeError } from '../../contract/errors.ts';
import { fileError, isMissing } from './file-errors.ts';
import { readDocument, writeDocument } from './json-document.ts';
import { requireId, timeStamp } from './layout.ts';

const classificationsFolder = (folder: string): string => join(folder, 'classifications');

/** Where a classification and its tables and pictures lie. */
export function classificationFolder(folder: string, id: string): string {
  return join(classificationsFolder(folder), requireId(id));
}

/** A new classification's folder under an id of time and classifier. Two of one second get different ids. */
export async function createClassificationFolder(
  folder: string,
  classifier: string,
  time: Date,
): Promise<string> {
  const base = `${timeStamp(time)}-${classifier}`;
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? base : `${base}-${n}`;
    const place = classificationFolder(folder, id);
    try {
      await mkdir(classificationsFolder(folder), { recursive: true });
      await mkdir(place);
      return id;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw fileError(place, 'created', thrown);
    }
  }
}

const documentFile = (folder: string, id: string): string =>
  join(classificationFolder(folder, id), 'classification.json');

/** @throws AbbeError not-found; invalid-input where the document is damaged. */
export async function readClassification(folder: string, id: string): Promise<Classification> {
  return readDocument(documentFile(folder, id), classificationSchema);
}

export async function writeClassification(folder: string, document: Classification): Promise<void> {
  await writeDocument(documentFile(folder, document.id), classificationSchema, document);
}

/** All classifications of a project, oldest first, and the reasons of those that cannot be read. */
export async function listClassifications(
  folder: string,
): Promise<{ classifications: Classification[]; problems: AbbeError[] }> {
  const place = classificationsFolder(folder);
  const names = await readdir(place).catch((thrown: unknown) => {
    if (isMissing(thrown)) return [];
    throw fileError(place, 'read', thrown);
  });
  const classifications: Classification[] = [];
  const problems: AbbeError[] = [];
  for (const id of names.sort()) {
    try {
      classifications.push(await readClassification(folder, id));
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      // A cancelled one leaves an empty folder at most, which is none of the person's business.
      if (error.code !== 'not-found') problems.push(error);
    }
  }
  return { classifications, problems };
}
