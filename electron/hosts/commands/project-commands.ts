import { basename, resolve } from 'node:path';
import { Option } from 'commander';
import type { SourceEntry } from '../../contract/documents.ts';
import type { CliCommand } from './command.ts';
import { describeFailure, readPhotoArguments } from './photo-arguments.ts';

const projectArgument = ['<project>', 'the project’s folder'] as const;

/** `abbe project create`: an empty project in a folder, which may hold image files already. */
export const projectCreate: CliCommand<'project create'> = {
  name: 'project create',
  description: 'Makes an empty project in a folder.',
  define(command) {
    command
      .argument('<folder>', 'the project’s folder; made where there is none')
      .option('--name <text>', 'the project’s name; else that of the folder');
  },
  async run([path = ''], options, { engine }) {
    const folder = resolve(path);
    const name = (options['name'] as string | undefined) ?? basename(folder);
    const { document } = await (await engine()).call('project.create', { folder, name });
    return {
      document: { project: folder, name: document.name },
      text: `Project ${document.name}: ${folder}`,
      ok: true,
    };
  },
};

/** `abbe project add`: source files, by reference or as copies. */
export const projectAdd: CliCommand<'project add'> = {
  name: 'project add',
  description: 'Adds image files to a project; files that are no images are named and the rest goes on.',
  define(command) {
    command
      .argument(...projectArgument)
      .argument('<file...>', 'images, folders of images or glob patterns')
      .addOption(
        new Option('--axis <axis>', 'what pages are in files that do not say').choices(['t', 'c', 'z']),
      )
      .option('--copy', 'copy the files into the project');
  },
  async run([folder = '', ...paths], options, context) {
    const project = resolve(folder);
    const client = await context.engine();
    const { files, failed } = await readPhotoArguments(paths);
    const axis = (options['axis'] as SourceEntry['axis'] | undefined) ?? null;
    const payload = { project, paths: files, axis, copy: options['copy'] === true };
    const call = { signal: context.signal, onProgress: context.progress };
    const result =
      files.length > 0
        ? await client.call('project.addSources', payload, call)
        : {
            ...(await client.call('project.open', { folder: project })),
            added: [],
            unstated: [],
            failed: [],
            inside: [],
          };
    context.progressDone();
    const document = {
      project,
      sources: result.sources.length,
      added: result.added,
      unstated: result.unstated,
      failed: [...failed, ...result.failed],
    };
    for (const failure of document.failed) context.say(describeFailure(failure));
    for (const file of document.unstated) {
      context.say(`${file} does not say what its pages are; they are read as time points (else: --axis).`);
    }
    for (const { folder: inner, images } of result.inside) {
      context.say(`${inner} lies inside and was not added: ${images} ${images === 1 ? 'image' : 'images'}.`);
    }
    const text = `${document.added.length} added, ${document.failed.length} failed; ${document.sources} in the project.`;
    return { document, text, ok: document.failed.length === 0 };
  },
};

/** `abbe project check`: whether all sources are there and unchanged. */
export const projectCheck: CliCommand<'project check'> = {
  name: 'project check',
  description: 'Looks for source files that are missing or have changed since they were added.',
  define(command) {
    command.argument(...projectArgument);
  },
  async run([folder = ''], _options, { engine, signal, progress, progressDone }) {
    const project = resolve(folder);
    const found = await (await engine()).call('project.check', { project }, { signal, onProgress: progress });
    progressDone();
    const ok = found.missing.length + found.changed.length === 0;
    const lines = [
      ...found.missing.map((file) => `missing  ${file}`),
      ...found.changed.map((file) => `changed  ${file}`),
      ok
        ? 'All source files are there and unchanged.'
        : `${found.missing.length} missing, ${found.changed.length} changed.`,
    ];
    return { document: { project, ok, ...found }, text: lines.join('\n'), ok };
  },
};

/** `abbe project relocate`: moved files found again by content. */
export const projectRelocate: CliCommand<'project relocate'> = {
  name: 'project relocate',
  description: 'Finds moved or renamed source files by their content and refers to them there.',
  define(command) {
    command.argument(...projectArgument).argument('<folder...>', 'where to search, with all folders inside');
  },
  async run([path = '', ...search], _options, { engine, signal, progress, progressDone }) {
    const project = resolve(path);
    const folders = search.map((folder) => resolve(folder));
    const call = { signal, onProgress: progress };
    const { found, missing } = await (await engine()).call('project.relocate', { project, folders }, call);
    progressDone();
    const lines = [
      ...found.map(({ from, to }) => `${from} → ${to}`),
      ...missing.map((file) => `missing  ${file}`),
      `${found.length} found, ${missing.length} still missing.`,
    ];
    return { document: { project, found, missing }, text: lines.join('\n'), ok: missing.length === 0 };
  },
};

/** `abbe project pack`: the project and its source files as one zip file. */
export const projectPack: CliCommand<'project pack'> = {
  name: 'project pack',
  description: 'Writes a project with all its source files as one zip file.',
  define(command) {
    command
      .argument(...projectArgument)
      .argument('<zip>', 'the file to write')
      .option('--runs', 'with its training runs');
  },
  async run([folder = '', zip = ''], options, { engine, signal, progress, progressDone }) {
    const payload = { project: resolve(folder), file: resolve(zip), runs: options['runs'] === true };
    const document = await (await engine()).call('project.pack', payload, { signal, onProgress: progress });
    progressDone();
    const text = `${document.files} files, ${(document.bytes / 1e6).toFixed(1)} MB: ${document.file}`;
    return { document, text, ok: true };
  },
};

/** `abbe project unpack`: a packed project in a new folder. */
export const projectUnpack: CliCommand<'project unpack'> = {
  name: 'project unpack',
  description: 'Opens a packed project in a new folder and checks every file of it.',
  define(command) {
    command.argument('<zip>', 'the packed project').argument('<folder>', 'the new folder');
  },
  async run([zip = '', path = ''], _options, { engine, signal, progress, progressDone }) {
    const payload = { file: resolve(zip), folder: resolve(path) };
    const call = { signal, onProgress: progress };
    const { folder, sources } = await (await engine()).call('project.unpack', payload, call);
    progressDone();
    const text = `Project with ${sources.length} source files: ${folder}`;
    return { document: { project: folder, sources: sources.length }, text, ok: true };
  },
};

export const projectCommands: readonly CliCommand[] = [
  projectCreate,
  projectAdd,
  projectCheck,
  projectRelocate,
  projectPack,
  projectUnpack,
];
