import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectDocumentSchema } from '../../../electron/contract/documents.ts';
import { readDocument, writeDocument } from '../../../electron/engine/projects/json-document.ts';
import { temporaryFolder } from './temporary-folder.ts';

const document = {
  format: 'abbe-project' as const,
  version: 2 as const,
  name: 'Cells',
  created: '2025-01-31T12:00:00.000Z',
  sources: [],
};

describe('JSON documents', () => {
  it('come back as they were written, and leave nothing else behind', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'deeper', 'project.json');
    await writeDocument(file, projectDocumentSchema, document);
    await writeDocument(file, projectDocumentSchema, { ...document, name: 'Renamed' });
    expect(await readDocument(file, projectDocumentSchema)).toEqual({ ...document, name: 'Renamed' });
    expect(readdirSync(join(folder, 'deeper'))).toEqual(['project.json']);
  });

  it('that do not fit their schema are not written', async () => {
    const file = join(temporaryFolder(), 'project.json');
    await writeDocument(file, projectDocumentSchema, document);
    const before = readFileSync(file, 'utf8');
    await expect(writeDocument(file, projectDocumentSchema, { ...document, name: '' })).rejects.toThrow();
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it.each([
    ['cut short', '{"format": "abbe-pro', 'invalid-input', /damaged and cannot be read as JSON/],
    ['of another format', '{"format": "other", "version": 1}', 'invalid-input', /damaged at “format”/],
    ['without a name', JSON.stringify({ ...document, name: undefined }), 'invalid-input', /at “name”/],
    ['of a newer Abbe', '{"format": "abbe-project", "version": 7}', 'invalid-input', /newer Abbe/],
  ])('%s are refused, naming the file', async (_what, text, code, message) => {
    const file = join(temporaryFolder(), 'project.json');
    writeFileSync(file, text);
    const failure = readDocument(file, projectDocumentSchema);
    await expect(failure).rejects.toMatchObject({ code, file, message: expect.stringMatching(message) });
    await expect(failure).rejects.toThrow(file);
  });

  it('that are missing are not found', async () => {
    const file = join(temporaryFolder(), 'project.json');
    await expect(readDocument(file, projectDocumentSchema)).rejects.toMatchObject({
      code: 'not-found',
      file,
    });
  });

  it('that cannot be written say why', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const file = join(folder, 'file', 'project.json');
    await expect(writeDocument(file, projectDocumentSchema, document)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/cannot be written: .*choose another folder/),
    });
  });
});
