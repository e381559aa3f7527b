import { z } from 'zod';
import type { Parameters } from '../../../contract/datasets.ts';
import { AbbeError } from '../../../contract/errors.ts';
import {
  acquisitionAxis,
  hasSliceCount,
  paperRange,
  paperSliceCounts,
  sliceCount,
  slicePairs,
  slicesIn,
  splitEmptySlices,
} from '../../imaging/volume/slices.ts';
import type { SliceAxis } from '../../imaging/volume/slices.ts';
import type { Volume } from '../../imaging/volume/volume.ts';
import { uniqueStems } from '../item-ids.ts';
import type { SliceImage } from '../load-slice.ts';
import { folderName } from '../match-path.ts';
import { pairByPattern } from '../pair-files.ts';
import { parseParameters } from '../parse-parameters.ts';
import type {
  MatchContext,
  Matched,
  Preparation,
  PreparationContext,
  PreparationSource,
  Prepared,
  PreparedItem,
} from '../preparation.ts';
import { layOnTarget } from './lay-volume.ts';
import type { Laid } from './lay-volume.ts';
import { matchRow, orSkip, preparedItem } from './parts.ts';
import { showVolumes } from './show-volumes.ts';

const schema = z.strictObject({
  input: z.string().default('*/*T1*.nii*').meta({
    title: 'Inputs',
    description: 'Pattern of the input volumes; what its wildcards stand for names the pair.',
  }),
  target: z.string().default('*/*T2*.nii*').meta({
    title: 'Targets',
    description: 'Pattern of the target volumes, with as many wildcards.',
  }),
  axis: z.enum(['axial', 'coronal', 'sagittal']).default('axial').meta({
    title: 'Slices',
    description: 'How the target’s volume is cut; the paper shows axial slices.',
  }),
  from: z.number().int().min(0).nullable().default(null).meta({
    title: 'First slice',
    description:
      'Counted from 0, from foot to head (axial), back to front (coronal), left to right (sagittal). Automatic: 90 as in the paper, or all slices of a volume that does not reach to 110.',
    nullTitle: 'automatic',
  }),
  to: z
    .number()
    .int()
    .min(0)
    .nullable()
    .default(null)
    .meta({ title: 'Last slice', description: 'Included; 110 in the paper.', nullTitle: 'automatic' }),
  neighbours: z.number().int().min(0).max(10).default(0).meta({
    title: 'Neighbours',
    unit: 'slices',
    description:
      'Also pairs slices up to so far from each other, as the paper does: extra examples for training, set aside in validation and test.',
    advanced: true,
  }),
  registration: z.enum(['auto', 'never', 'always']).default('auto').meta({
    title: 'Registration',
    description:
      'Rigid, by mutual information, from where the headers put the volumes: automatic skips it for volumes on one grid and keeps it only where it is clearly better.',
  }),
  leastForeground: z.number().min(0).max(1).default(0.05).meta({
    title: 'Least tissue',
    description: 'Slices with a smaller part of their area above the background are set aside as empty.',
  }),
  paperCounts: z.boolean().default(false).meta({
    title: 'The paper’s rule',
    description: 'Only T1 volumes recorded in 150 slices and T2 volumes in 130.',
    advanced: true,
  }),
});
type VolumeParameters = z.output<typeof schema>;

/** Slices of two contrasts of each subject on one grid (pix2pix-medical). */
export const volumes: Preparation = {
  id: 'volumes',
  title: 'Volumes',
  description: 'Slices of T1 and T2 volumes of each subject, laid on one grid.',
  paper: 'pix2pix-medical',
  schema,
  presets: {
    default: schema.parse({}),
    paper: schema.parse({ ...paperRange, neighbours: 10, paperCounts: true }),
  },
  splitBy: 'subject',
  degrades: false,
  match: matchVolumes,
  doubt: (rows) =>
    rows.some(({ files }) => (files[0]?.source.info.shape[2] ?? 0) > 1)
      ? null
      : 'They are single pictures; volumes have slices.',
  prepare: prepareVolumes,
};

async function matchVolumes({ sources }: MatchContext, given: Parameters): Promise<Matched> {
  const parameters = parseParameters('The volumes', schema, given);
  const { pairs, unmatched } = pairByPattern(sources, parameters.input, parameters.target);
  const rows = pairs.map(({ input, target, key }) =>
    matchRow({
      key: folderName(target.file) || key,
      files: [
        { role: 'target', source: target },
        { role: 'input', source: input },
      ],
      subject: folderName(target.file) || null,
    }),
  );
  return { rows, unmatched };
}

interface VolumePair {
  input: PreparationSource;
  target: PreparationSource;
  stem: string;
}

async function prepareVolumes(context: PreparationContext, given: Parameters): Promise<Prepared> {
  const parameters = parseParameters('The volumes', schema, given);
  const { pairs, unmatched } = pairByPattern(context.sources, parameters.input, parameters.target);
  if (pairs.length === 0) {
    throw new AbbeError(
      'invalid-input',
      `No two volumes make a pair: none of the ${context.sources.length} files matches “${parameters.input}” and another “${parameters.target}” with equal wildcards. Change the patterns.`,
    );
  }
  const stems = uniqueStems(pairs.map(({ target }) => folderName(target.file) || target.file));
  const prepared: Prepared = { items: [], skipped: [...unmatched], notes: [] };
  for (const [i, { input, target }] of pairs.entries()) {
    const stem = stems[i] as string;
    const tell = (share: number, message: string): Promise<void> =>
      context.tell(i + share, pairs.length, `${message} ${stem}`);
    await orSkip(prepared.skipped, target.file, () =>
      addPair(context, parameters, { input, target, stem }, prepared, tell),
    );
  }
  return prepared;
}

async function addPair(
  context: PreparationContext,
  parameters: VolumeParameters,
  pair: VolumePair,
  prepared: Prepared,
  tell: (share: number, message: string) => Promise<void>,
): Promise<void> {
  await tell(0, 'Reading');
  const [target, input] = [
    await context.volume(pair.target.name, 0),
    await context.volume(pair.input.name, 0),
  ];
  if (parameters.paperCounts) requirePaperCounts(pair, { input, target });
  const { axis } = parameters;
  const indices = slicesIn(target, axis, rangeOf(target, parameters));
  const laid = await layOnTarget(target, input, parameters.registration, (share) =>
    tell(0.8 * share, 'Registering'),
  );
  prepared.notes.push(`${pair.stem}: ${laid.note}`);
  const full = splitEmptySlices(target, axis, indices, parameters.leastForeground);
  await tell(0.9, 'Showing');
  showVolumes(context, pair.stem, { target, input, laid, axis, indices });
  for (const pairing of slicePairs(indices, parameters.neighbours)) {
    prepared.items.push(itemOf(pair, parameters, { target, laid }, pairing, full.empty));
  }
}

/** A slab or a stack of few slices is used whole where nobody said which slices. */
function rangeOf(target: Volume, { axis, from, to }: VolumeParameters): { from: number; to: number } {
  const count = sliceCount(target, axis);
  const usual = count > paperRange.to ? paperRange : { from: 0, to: count - 1 };
  return { from: from ?? Math.min(usual.from, to ?? usual.from), to: to ?? Math.max(usual.to, from ?? 0) };
}

const axisNames: Record<SliceAxis, SliceImage['axis']> = { axial: 'z', coronal: 'y', sagittal: 'x' };
const shownAxes: Record<SliceAxis, readonly [0 | 1 | 2, 0 | 1 | 2]> = {
  axial: [0, 1],
  coronal: [0, 2],
  sagittal: [1, 2],
};

function itemOf(
  pair: VolumePair,
  { axis, neighbours }: VolumeParameters,
  { target, laid }: { target: Volume; laid: Laid },
  slices: { input: number; target: number },
  empty: readonly number[],
): PreparedItem {
  const [across, down] = shownAxes[axis];
  const number = (index: number): string => `${axisNames[axis]}${String(index).padStart(3, '0')}`;
  const name = `${pair.stem}-${number(slices.target)}`;
  const isEmpty = empty.includes(slices.target);
  const common = { kind: 'slice', t: 0, axis: axisNames[axis] } as const;
  return preparedItem({
    id: neighbours === 0 ? name : `${name}-from-${number(slices.input)}`,
    target: { ...common, source: pair.target.name, index: slices.target, grid: null, transform: null },
    input: {
      ...common,
      source: pair.input.name,
      index: slices.input,
      grid: laid.onGrid ? { size: [...target.size], affine: [...target.affine] } : null,
      transform: laid.transform && [...laid.transform],
    },
    width: target.size[across],
    height: target.size[down],
    subject: folderName(pair.target.file) || null,
    included: !isEmpty,
    reason: isEmpty ? 'The slice is empty.' : '',
  });
}

/** The rule is about how a scanner stacked its slices, whatever way the volume is cut here. */
function requirePaperCounts(pair: VolumePair, volumesOf: { input: Volume; target: Volume }): void {
  const check = (source: PreparationSource, volume: Volume, contrast: 't1' | 't2'): void => {
    const { matches, count } = hasSliceCount(volume, paperSliceCounts[contrast], acquisitionAxis(volume));
    if (matches) return;
    const found = count === null ? 'it does not tell how its slices were stacked' : `it has ${count} slices`;
    throw new AbbeError(
      'invalid-input',
      `${source.file} is left out by the paper’s rule of ${paperSliceCounts[contrast]} slices: ${found}.`,
      { file: source.file },
    );
  };
  check(pair.input, volumesOf.input, 't1');
  check(pair.target, volumesOf.target, 't2');
}
