import { readdir, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { z } from 'zod';
import { projectExtension } from '../../contract/file-types.ts';
import { writeDocument } from './json-document.ts';

/** The small file that the desktop opens Abbe with; the project is the folder it lies in, wherever that is moved. */
const schema = z.object({
  format: z.literal('abbe-link'),
  version: z.literal(1),
  project: z.literal('.'),
});

/** Names that Windows keeps for devices, whatever their ending. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;
const longest = 80;

const isProjectFile = (path: string): boolean => extname(path).toLowerCase() === `.${projectExtension}`;

/** A project's name as a file name of any system. */
export function fileNameOf(projectName: string): string {
  const plain = projectName
    .replaceAll(/[<>:"/\\|?*\u0000-\u001f]/g, '_')
    .slice(0, longest)
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  return `${plain === '' || reserved.test(plain) ? 'project' : plain}.${projectExtension}`;
}

/** Puts the file into a project's folder, unless there is one. @throws AbbeError naming it */
export async function writeDoubleClickFile(folder: string, projectName: string): Promise<void> {
  if ((await readdir(folder)).some(isProjectFile)) return;
  const file = join(folder, fileNameOf(projectName));
  await writeDocument(file, schema, { format: 'abbe-link', version: 1, project: '.' });
}

/** The folder that a person means who names a project by its folder or by that file. */
export async function folderOfProject(path: string): Promise<string> {
  if (!isProjectFile(path)) return path;
  const found = await stat(path).catch(() => null);
  return found?.isFile() ? dirname(path) : path;
}
