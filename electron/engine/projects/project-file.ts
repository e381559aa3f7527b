import type { ProjectDocument } from '../../contract/documents.ts';
import { projectDocumentSchema } from '../../contract/documents.ts';
import { readDocument, writeDocument } from './json-document.ts';
import { layout } from './layout.ts';
import { olderProjects } from './migrations.ts';

/** @throws AbbeError not-found where the folder holds no project; invalid-input where it is damaged. */
export function readProject(folder: string): Promise<ProjectDocument> {
  return readDocument(layout.project(folder), projectDocumentSchema, () => olderProjects);
}

export function writeProject(folder: string, document: ProjectDocument): Promise<void> {
  return writeDocument(layout.project(folder), projectDocumentSchema, document);
}
