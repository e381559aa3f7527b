import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommandName } from '../../contract/cli.ts';
import type { DatasetDocument, DatasetStatistics, Splitting } from '../../contract/datasets.ts';
import { splits } from '../../contract/datasets.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { MethodPayload } from '../../contract/methods.ts';
import { formatTable } from '../table.ts';
import { UsageError } from './command.ts';
import type { CliCommand, CommandContext } from './command.ts';
import { parsePart, parseSeed } from './number-options.ts';

const projectArgument = ['<project>', 'the project’s folder'] as const;
const newestArgument = ['[dataset]', 'the dataset’s id; none: the newest'] as const;

/** `abbe dataset list`. */
export const datasetList: CliCommand<'dataset list'> = {
  name: 'dataset list',
  description: 'Lists the datasets of a project, oldest first.',
  define(command) {
    command.argument(...projectArgument);
  },
  async run([folder = ''], _options, { engine }) {
    const { datasets } = await (await engine()).call('dataset.list', { project: resolve(folder) });
    const document = { datasets: datasets.map(summary) };
    const rows = document.datasets.map((each) => [
      `${each.dataset}  ${each.name}`,
      ...splits.map((split) => String(each.splits[split])),
      String(each.setAside),
    ]);
    const text = formatTable([['Dataset', ...splits, 'set aside'], ...rows]);
    return { document, text, ok: true };
  },
};

/** `abbe dataset check`: exit code 1 where a model trained on it would be measured wrongly. */
export const datasetCheck: CliCommand<'dataset check'> = {
  name: 'dataset check',
  description: 'Looks for leaks and copies between splits, lost files and items that do not fit.',
  define(command) {
    command.argument(...projectArgument).argument(...newestArgument);
  },
  async run([folder = '', id], _options, context) {
    const { project, dataset } = await findDataset(context, folder, id);
    const call = { signal: context.signal, onProgress: context.progress };
    const result = await (
      await context.engine()
    ).call('dataset.check', { project, dataset: dataset.id }, call);
    context.progressDone();
    const lines = result.problems.map(({ severity, message }) => `${severity}: ${message}`);
    const verdict = result.ok ? 'is sound' : 'is not fit for training';
    const text = [...lines, `The dataset “${dataset.name}” (${dataset.id}) ${verdict}.`].join('\n');
    return { document: { dataset: dataset.id, ...result }, text, ok: result.ok };
  },
};

/** `abbe dataset stats`. */
export const datasetStats: CliCommand<'dataset stats'> = {
  name: 'dataset stats',
  description: 'Tells sizes, types, labels, intensities and pair correlations of a dataset.',
  define(command) {
    command.argument(...projectArgument).argument(...newestArgument);
  },
  async run([folder = '', id], _options, context) {
    const { project, dataset } = await findDataset(context, folder, id);
    const call = { signal: context.signal, onProgress: context.progress };
    const payload = { project, dataset: dataset.id };
    const found = await (await context.engine()).call('dataset.statistics', payload, call);
    context.progressDone();
    return { document: { dataset: dataset.id, ...found }, text: describeStatistics(found), ok: true };
  },
};

function describeStatistics(found: DatasetStatistics): string {
  const pixels = ({ min, median, max }: DatasetStatistics['width']): string =>
    `${min} to ${max}, median ${median}`;
  const counts = (each: Record<string, number>): string =>
    Object.entries(each)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none';
  const correlations = Object.values(found.correlation).sort((a, b) => a - b);
  const median = correlations[Math.floor(correlations.length / 2)];
  return [
    formatTable([
      ['Split', 'items', 'groups'],
      ...found.perSplit.map(({ split, items, groups }) => [split, String(items), String(groups)]),
    ]),
    `${found.items} items, ${found.excluded} set aside.`,
    `Width: ${pixels(found.width)}; height: ${pixels(found.height)} pixels.`,
    `Types: ${counts(found.dtypes)}. Labels: ${counts(found.labels)}.`,
    ...(median === undefined ? [] : [`Correlation of the pairs: median ${median.toFixed(3)}.`]),
    ...Object.entries(found.classes).map(
      ([name, part]) => `${name}: ${(100 * part).toFixed(1)} % of the pixels.`,
    ),
  ].join('\n');
}

/** `abbe dataset split`: also repairs what `check` finds between splits. */
export const datasetSplit: CliCommand<'dataset split'> = {
  name: 'dataset split',
  description: 'Deals the items of a dataset to its splits anew; what is not given stays as it was.',
  define(command) {
    command
      .argument(...projectArgument)
      .argument(...newestArgument)
      .addOption(
        new Option('--by <group>', 'what no two splits share').choices(['photo', 'session', 'subject']),
      )
      .option('--validation <part>', 'part of the items to validate on', parsePart)
      .option('--test <part>', 'part of the items to test on', parsePart)
      .option('--seed <number>', 'seed of the order', parseSeed)
      .option('--stratified', 'keep the shares of labels alike in all splits')
      .option('--no-stratified', 'do not look at labels');
  },
  async run([folder = '', id], options, context) {
    const { project, dataset } = await findDataset(context, folder, id);
    const given = options as Partial<Splitting>;
    const call = { signal: context.signal, onProgress: context.progress };
    const payload = { project, dataset: dataset.id, splitting: { ...dataset.splitting, ...given } };
    await (await context.engine()).call('dataset.split', payload, call);
    context.progressDone();
    return changed(context, payload);
  },
};

type ItemChange = MethodPayload<'dataset.edit'>['set'];
type EditName = Extract<CommandName, `dataset ${'include' | 'exclude' | 'tag' | 'label' | 'note'}`>;
type HistoryName = Extract<CommandName, `dataset ${'undo' | 'redo'}`>;

/** A command that changes items; `change` reads its options. */
function editCommand(
  name: EditName,
  description: string,
  options: (command: Command) => void,
  change: (options: Record<string, unknown>) => ItemChange,
): CliCommand<EditName> {
  return {
    name,
    description,
    define(command) {
      command
        .argument(...projectArgument)
        .argument('<dataset>', 'the dataset’s id')
        .argument('<item...>', 'ids of items');
      options(command);
    },
    async run([folder = '', id = '', ...items], given, context) {
      const set = change(given);
      const payload = { project: resolve(folder), dataset: id, items, set };
      await (await context.engine()).call('dataset.edit', payload);
      return changed(context, payload);
    },
  };
}

const collect = (text: string, before: string[] = []): string[] => [...before, text];

export const datasetExclude = editCommand(
  'dataset exclude',
  'Sets items aside: they are kept and not used.',
  (command) => command.option('--reason <text>', 'why'),
  ({ reason }) => ({ included: false, ...(typeof reason === 'string' ? { reason } : {}) }),
);

export const datasetInclude = editCommand(
  'dataset include',
  'Takes items in again that were set aside.',
  () => {},
  () => ({ included: true }),
);

export const datasetTag = editCommand(
  'dataset tag',
  'Adds tags to items, or removes them.',
  (command) =>
    command
      .option('--add <tag>', 'a tag to add; may be given several times', collect)
      .option('--remove <tag>', 'a tag to remove; may be given several times', collect),
  ({ add = [], remove = [] }) => {
    const [addTags, removeTags] = [add as string[], remove as string[]];
    if (addTags.length + removeTags.length === 0) throw new UsageError('Name a tag with --add or --remove.');
    return { addTags, removeTags };
  },
);

export const datasetLabel = editCommand(
  'dataset label',
  'Gives items a label for classification, or takes it away.',
  (command) => command.option('--as <label>', 'the label').option('--none', 'no label'),
  ({ as: label, none }) => {
    if ((typeof label === 'string') === (none === true)) throw new UsageError('Give --as LABEL, or --none.');
    return { label: none === true ? null : (label as string) };
  },
);

export const datasetNote = editCommand(
  'dataset note',
  'Writes a note to items.',
  (command) => command.requiredOption('--text <text>', 'the note; “” removes it'),
  ({ text }) => ({ note: text as string }),
);

/** `abbe dataset normalise`. */
export const datasetNormalise: CliCommand<'dataset normalise'> = {
  name: 'dataset normalise',
  description: 'Measures how pixel values become a network’s numbers, and stores it with the dataset.',
  define(command) {
    command
      .argument(...projectArgument)
      .argument(...newestArgument)
      .addOption(
        new Option('--method <name>', 'how')
          .choices(['signed', 'percentile', 'mean-std', 'fixed'])
          .default('percentile'),
      )
      .addOption(
        new Option('--scope <what>', 'measured for each image, or once on the training split')
          .choices(['image', 'dataset'])
          .default('image'),
      )
      .option('--low <number>', 'percentile, or value of “fixed”, that becomes 0', Number)
      .option('--high <number>', 'percentile, or value of “fixed”, that becomes 1', Number);
  },
  async run([folder = '', id], options, context) {
    const { project, dataset } = await findDataset(context, folder, id);
    const choice = options as Omit<MethodPayload<'dataset.normalise'>, 'project' | 'dataset'>;
    const call = { signal: context.signal, onProgress: context.progress };
    const { method, scope, low, high } = choice;
    const range = { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) };
    const payload = { project, dataset: dataset.id, method, scope, ...range };
    const { normalisation } = await (await context.engine()).call('dataset.normalise', payload, call);
    context.progressDone();
    if (!normalisation) throw new AbbeError('internal', 'No normalisation was stored.');
    const sides = (['input', 'target'] as const).flatMap((side) => {
      const own = normalisation[side];
      return own ? [`${side}: (value - ${own.offset}) / ${own.scale}`] : [];
    });
    const text = [`${method} per ${scope}, ${normalisation.low} to ${normalisation.high}.`, ...sides].join(
      '\n',
    );
    return { document: { dataset: dataset.id, normalisation }, text, ok: true };
  },
};

/** `abbe dataset remove`: undoes a preparation. */
export const datasetRemove: CliCommand<'dataset remove'> = {
  name: 'dataset remove',
  description: 'Takes a dataset out of the project; “dataset restore” brings it back.',
  define(command) {
    command.argument(...projectArgument).argument('<dataset>', 'the dataset’s id');
  },
  async run([folder = '', id = ''], _options, { engine }) {
    await (await engine()).call('dataset.remove', { project: resolve(folder), dataset: id });
    return { document: { removed: id }, text: `Removed the dataset ${id}.`, ok: true };
  },
};

/** `abbe dataset restore`. */
export const datasetRestore: CliCommand<'dataset restore'> = {
  name: 'dataset restore',
  description: 'Brings a removed dataset back.',
  define(command) {
    command.argument(...projectArgument).argument('<dataset>', 'the dataset’s id');
  },
  async run([folder = '', id = ''], _options, { engine }) {
    return edited(await (await engine()).call('dataset.restore', { project: resolve(folder), dataset: id }));
  },
};

function historyCommand(
  name: HistoryName,
  method: 'dataset.undo' | 'dataset.redo',
  description: string,
): CliCommand<HistoryName> {
  return {
    name,
    description,
    define(command) {
      command.argument(...projectArgument).argument(...newestArgument);
    },
    async run([folder = '', id], _options, context) {
      const { project, dataset } = await findDataset(context, folder, id);
      await (await context.engine()).call(method, { project, dataset: dataset.id });
      return changed(context, { project, dataset: dataset.id });
    },
  };
}

export const datasetCommands: readonly CliCommand[] = [
  datasetList,
  datasetCheck,
  datasetStats,
  datasetSplit,
  datasetExclude,
  datasetInclude,
  datasetTag,
  datasetLabel,
  datasetNote,
  datasetNormalise,
  datasetRemove,
  datasetRestore,
  historyCommand('dataset undo', 'dataset.undo', 'Takes the last change of a dataset back.'),
  historyCommand('dataset redo', 'dataset.redo', 'Makes the change again that was undone last.'),
];

/** What a command answers that changed a dataset. */
async function changed(
  { engine }: CommandContext,
  { project, dataset }: { project: string; dataset: string },
): Promise<ReturnType<typeof edited>> {
  return edited(await (await engine()).call('dataset.get', { project, dataset }));
}

/** The dataset with this id, or the newest. @throws AbbeError not-found */
async function findDataset(
  { engine }: CommandContext,
  folder: string,
  id: string | undefined,
): Promise<{ project: string; dataset: DatasetDocument }> {
  const project = resolve(folder);
  const client = await engine();
  if (id !== undefined)
    return { project, dataset: await client.call('dataset.get', { project, dataset: id }) };
  const dataset = (await client.call('dataset.list', { project })).datasets.at(-1);
  if (dataset) return { project, dataset };
  throw new AbbeError('not-found', `${project} has no dataset yet; make one with “prepare”.`, {
    file: project,
  });
}

function summary({ id, name, created, preparation, items }: DatasetDocument) {
  const included = items.filter((item) => item.included);
  const count = (split: string): number => included.filter((item) => item.split === split).length;
  return {
    dataset: id,
    name,
    created,
    preparation: preparation.id,
    items: included.length,
    setAside: items.length - included.length,
    splits: { training: count('training'), validation: count('validation'), test: count('test') },
  };
}

/** What every change ends with. */
function edited(dataset: DatasetDocument) {
  const document = {
    ...summary(dataset),
    undoable: dataset.edits.map(({ description }) => description),
    redoable: dataset.undone.map(({ description }) => description),
  };
  const { training, validation, test } = document.splits;
  const last = document.undoable.at(-1);
  const text = [
    ...(last === undefined ? [] : [`Last change: ${last}`]),
    `${dataset.id}: ${training} training, ${validation} validation, ${test} test, ${document.setAside} set aside.`,
  ].join('\n');
  return { document, text, ok: true };
}
