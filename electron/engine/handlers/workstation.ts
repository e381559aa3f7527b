import { readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Handlers } from '../../contract/calls.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { MethodName, MethodResult } from '../../contract/methods.ts';
import { engineSettingsSchema } from '../../contract/workstation-methods.ts';
import type { workstationMethods } from '../../contract/workstation-methods.ts';
import { readEngineSettings, settingsInUse, writeEngineSettings } from '../projects/engine-settings.ts';
import { fileError } from '../projects/file-errors.ts';
import { RecentProjects } from '../projects/recent-projects.ts';
import type { EngineContext } from './context.ts';

type Names = keyof typeof workstationMethods & MethodName;

/** Folders of the cache whose files are made again when they are needed; the others hold TensorFlow itself. */
const clearable = new Set(['thumbnails']);

/** What belongs to the workstation and not to a project: recent projects, cache, what the engine starts with. */
export function workstationHandlers({ options, projects }: EngineContext): Pick<Handlers, Names> {
  const { dataFolder, cacheFolder } = options;
  const recent = new RecentProjects(dataFolder);
  const configured = (): MethodResult<'engine.settings'> => ({
    stored: readEngineSettings(dataFolder),
    inUse: settingsInUse(),
    dataFolder,
  });
  return {
    'project.recent': async () => ({ projects: await recent.list() }),
    'project.remember': async ({ folder }) => {
      const project = await projects.open(resolve(folder));
      const { name } = await project.document();
      return { projects: await recent.remember(project.folder, name) };
    },
    'project.forget': async ({ folder }) => ({ projects: await recent.forget(resolve(folder)) }),
    'cache.usage': () => usageOf(cacheFolder),
    'cache.clear': async () => {
      const before = await usageOf(cacheFolder);
      for (const part of before.parts.filter((each) => each.clearable)) {
        const folder = join(cacheFolder, part.id);
        // The folder stays: pictures that are being made are written into it.
        for (const name of await readdir(folder)) {
          await rm(join(folder, name), { recursive: true, force: true }).catch((thrown: unknown) => {
            throw fileError(join(folder, name), 'written', thrown);
          });
        }
      }
      const after = await usageOf(cacheFolder);
      return { ...after, freed: bytesOf(before) - bytesOf(after) };
    },
    'engine.settings': () => Promise.resolve(configured()),
    'engine.configure': async (settings) => {
      await writeEngineSettings(dataFolder, engineSettingsSchema.parse(settings));
      return configured();
    },
    'engine.restart': () =>
      Promise.reject(
        new AbbeError(
          'invalid-input',
          'This engine has no host that could start it again; start Abbe again.',
        ),
      ),
  };
}

type Usage = MethodResult<'cache.usage'>;

async function usageOf(folder: string): Promise<Usage> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const parts = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => ({
        id: name,
        ...(await sizeOf(join(folder, name))),
        clearable: clearable.has(name),
      })),
  );
  return { folder, parts: parts.sort((a, b) => b.bytes - a.bytes) };
}

/** Bytes and number of the files in a folder and its folders; what vanishes meanwhile counts as nothing. */
async function sizeOf(folder: string): Promise<{ bytes: number; files: number }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  let bytes = 0;
  for (const file of files)
    bytes += (await stat(join(file.parentPath, file.name)).catch(() => null))?.size ?? 0;
  return { bytes, files: files.length };
}

const bytesOf = (usage: Usage): number => usage.parts.reduce((sum, part) => sum + part.bytes, 0);
