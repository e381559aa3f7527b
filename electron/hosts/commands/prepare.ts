import { join, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { CommandDocument } from '../../contract/cli.ts';
import type { DatasetDocument } from '../../contract/datasets.ts';
import { splits } from '../../contract/datasets.ts';
import { programName } from '../program-name.ts';
import { formatTable } from '../table.ts';
import { UsageError } from './command.ts';
import type { CliCommand, CommandContext } from './command.ts';
import { addSetOption, findEntry, parseAssignments, resolveParameters } from './parameters.ts';
import { describeFailure, readPhotoArguments } from './photo-arguments.ts';
import type { FailedFile } from './photo-arguments.ts';
import { openProject } from './training.ts';
import { parsePart, parseSeed } from './number-options.ts';

type Prepared = CommandDocument<'prepare'>;

interface PrepareOptions {
  out: string;
  name?: string;
  preset?: string;
  set?: string[];
  seed: number;
  by?: DatasetDocument['splitting']['by'];
  validation: number;
  test: number;
  session: string;
  subject: string;
  axis?: 't' | 'c' | 'z';
  copy?: boolean;
  degradation?: string[];
}

/** `abbe prepare`: raw files to a dataset in a project folder, with pictures of what was done. */
export const prepare: CliCommand<'prepare'> = {
  name: 'prepare',
  description:
    'Makes a dataset of raw files: cells, exposure pairs, masks and images, volumes, pairs, labels.',
  define(command) {
    command
      .argument('<preparation>', 'for example cell-segmentation; “list” names all with their parameters')
      .argument('[file...]', 'images, folders of images or glob patterns; none: those the project has')
      .option('--out <folder>', 'the project’s folder; made where there is none')
      .option('--name <text>', 'the dataset’s name')
      .option('--preset <name>', 'parameters of a preset')
      .option('--by <group>', 'what no two splits share: photo, session or subject', parseBy)
      .option('--validation <part>', 'part of the groups to validate on', parsePart, 0.15)
      .option('--test <part>', 'part of the groups to test on', parsePart, 0.15)
      .option('--seed <number>', 'seed of the split', parseSeed, 1)
      .option('--session <pattern>', 'pattern of the path whose wildcard names the session', '')
      .option('--subject <pattern>', 'pattern of the path whose wildcard names the subject', '')
      .option('--axis <axis>', 'what pages are in files that do not say: t, c or z', parseAxis)
      .option('--copy', 'copy the files into the project');
    addSetOption(command, 'a parameter of the preparation (or degradation.KEY=value), over the preset');
  },
  async run([id = '', ...paths], given, context) {
    const options = given as unknown as PrepareOptions;
    const client = await context.engine();
    const { preparations, degradations } = await client.call('preparation.list', {});
    if (id === 'list')
      return { document: { preparations, degradations }, text: catalogue(preparations), ok: true };
    if (options.out === undefined) throw new UsageError('--out names the project’s folder; it is needed.');
    const entry = findEntry(preparations, id, 'preparation') as (typeof preparations)[number];
    const own = parseAssignments(options.set);
    const [ofBlur, ofEntry] = [pick(own, true), pick(own, false)];
    const parameters = resolveParameters(entry, options.preset, ofEntry);
    const { project, skipped } = await addFiles(context, paths, options);
    const folder = project.folder;
    const name = options.name ?? entry.title;
    const pictures = join(folder, 'previews', new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, ''));
    const { by = entry.splitBy, validation, test, seed, session, subject } = options;
    const dataset = await client.call(
      'dataset.create',
      {
        project: folder,
        name,
        preparation: entry.id,
        parameters,
        degradation: entry.degrades ? ofBlur : null,
        sources: null,
        splitting: { by, validation, test, stratified: entry.id === 'labelled-images', seed },
        session,
        subject,
        pictures,
      },
      { signal: context.signal, onProgress: context.progress },
    );
    context.progressDone();
    for (const failure of dataset.skipped) context.say(describeFailure(failure));
    const checked = await client.call('dataset.check', { project: folder, dataset: dataset.id });
    const document = summary(folder, dataset, { pictures, skipped, ...checked });
    return { document, text: describe(document), ok: checked.ok };
  },
};

function summary(
  project: string,
  { id, items, skipped, notes }: DatasetDocument,
  rest: { pictures: string; skipped: FailedFile[]; ok: boolean; problems: { message: string }[] },
): Extract<Prepared, { dataset: string }> {
  const included = items.filter((item) => item.included);
  const count = (split: string): number => included.filter((item) => item.split === split).length;
  return {
    project,
    dataset: id,
    items: included.length,
    setAside: items.filter((item) => !item.included).map((item) => ({ item: item.id, reason: item.reason })),
    splits: { training: count('training'), validation: count('validation'), test: count('test') },
    skipped: [...rest.skipped, ...skipped],
    notes,
    pictures: rest.pictures,
    ok: rest.ok,
    problems: rest.problems.map(({ message }) => message),
  };
}

function pick(own: ReturnType<typeof parseAssignments>, ofDegradation: boolean): typeof own {
  const prefix = 'degradation.';
  return Object.fromEntries(
    Object.entries(own)
      .filter(([key]) => key.startsWith(prefix) === ofDegradation)
      .map(([key, value]) => [ofDegradation ? key.slice(prefix.length) : key, value]),
  );
}

async function addFiles(context: CommandContext, paths: string[], { out, axis, copy }: PrepareOptions) {
  const client = await context.engine();
  const { files, failed } = await readPhotoArguments(paths);
  for (const failure of failed) context.say(describeFailure(failure));
  const project = await openProject(client, resolve(out));
  if (files.length === 0) return { project, skipped: failed };
  const call = { signal: context.signal, onProgress: context.progress };
  const payload = { project: project.folder, paths: files, axis: axis ?? null, copy: copy ?? false };
  const added = await client.call('project.addSources', payload, call);
  context.progressDone();
  for (const file of added.unstated) {
    context.say(
      `${file} does not say what its pages are; they are read as time points (--axis z or c otherwise).`,
    );
  }
  for (const failure of added.failed) context.say(describeFailure(failure));
  return { project, skipped: [...failed, ...added.failed] };
}

function parseBy(text: string): DatasetDocument['splitting']['by'] {
  if (text === 'photo' || text === 'session' || text === 'subject') return text;
  throw new InvalidArgumentError('Splits are by photo, session or subject.');
}

function parseAxis(text: string): 't' | 'c' | 'z' {
  if (text === 't' || text === 'c' || text === 'z') return text;
  throw new InvalidArgumentError('An axis is t, c or z.');
}

function catalogue(
  entries: readonly { id: string; description: string; schema: Record<string, unknown> }[],
): string {
  return entries
    .map(({ id, description, schema }) => {
      const keys = Object.keys((schema['properties'] as object | undefined) ?? {});
      return `${id}: ${description}\n  parameters: ${keys.join(', ')}`;
    })
    .join('\n');
}

function describe(document: Extract<Prepared, { dataset: string }>): string {
  const { dataset, items, setAside, skipped, notes, pictures, problems, project } = document;
  const rows = splits.map((split) => [split, String(document.splits[split])]);
  return [
    formatTable([['Split', 'items'], ...rows]),
    `Dataset ${dataset}: ${items} items; ${setAside.length} set aside, ${skipped.length} files not used.`,
    ...setAside.slice(0, 5).map(({ item, reason }) => `Set aside ${item}: ${reason}`),
    ...notes,
    ...problems,
    `Pictures: ${pictures}`,
    `Train on it: ${programName} train --project ${project} --dataset ${dataset}`,
  ].join('\n');
}
