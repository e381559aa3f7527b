import type { RunRecord } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { layout, runLayout } from '../../projects/layout.ts';
import type { Checkpoint } from '../../training/checkpoint.ts';
import { openCheckpointFolder } from '../../training/checkpoint-folder.ts';

/** Of the optimiser's slots, which a new run begins anew. */
const slotPrefix = 'adam/';
/** What a run's own images are like, and where its growth stands: kept among the variables, but no weights. */
const ownPrefixes = ['images/', 'growth/'];
/** Of moving averages, which results are made with where there are any. */
const averagePrefix = 'average/';

/** Which of a run's checkpoints: that with the best validation, or the newest. */
export type CheckpointChoice = 'best' | 'last';

export interface ChosenCheckpoint {
  kind: CheckpointChoice;
  checkpoint: Checkpoint;
}

/**
 * A checkpoint of a run: the best where it is asked for and there is one, else the newest.
 * @throws AbbeError not-found where the run has none yet.
 */
export async function chooseCheckpoint(
  project: string,
  { id }: Pick<RunRecord, 'id'>,
  choice: CheckpointChoice,
): Promise<ChosenCheckpoint> {
  const folder = layout.run(project, id);
  if (choice === 'best') {
    const checkpoint = await openCheckpointFolder(runLayout.bestCheckpoint(folder)).latest();
    if (checkpoint) return { kind: 'best', checkpoint };
  }
  const checkpoints = runLayout.checkpoints(folder);
  const checkpoint = await openCheckpointFolder(checkpoints).latest();
  if (checkpoint) return { kind: 'last', checkpoint };
  throw new AbbeError('not-found', `The run ${id} has no checkpoint yet; train it for a while first.`, {
    file: checkpoints,
  });
}

/**
 * The variables of a new run that begins with the weights of an earlier one: its averages where it has any,
 * never its optimiser's, nor what it knew of its images. Weights of the new run that the earlier one does not have stay as they begin.
 * @param fresh the new run's variables at its start.
 * @param from the earlier run, named in errors.
 * @throws AbbeError invalid-input where a weight of the same name has another size, or none has the same name.
 */
export function beginWith(
  fresh: ReadonlyMap<string, Float32Array>,
  earlier: ReadonlyMap<string, Float32Array>,
  from: string,
): Map<string, Float32Array> {
  let taken = 0;
  const variables = new Map<string, Float32Array>();
  for (const [name, own] of fresh) {
    const isOwn = name.startsWith(slotPrefix) || ownPrefixes.some((prefix) => name.startsWith(prefix));
    const value = isOwn ? undefined : weightOf(earlier, name);
    if (value && value.length !== own.length) {
      throw new AbbeError(
        'invalid-input',
        `The weights of the run ${from} do not fit: ${name} has ${value.length} values there and ${own.length} here; ` +
          'use its parameters for the networks, or begin without them.',
      );
    }
    if (value) taken += 1;
    variables.set(name, value ?? own);
  }
  if (taken > 0) return variables;
  throw new AbbeError(
    'invalid-input',
    `The weights of the run ${from} do not fit: no network of it has the name of one here; begin without them.`,
  );
}

function weightOf(earlier: ReadonlyMap<string, Float32Array>, name: string): Float32Array | undefined {
  const plain = name.startsWith(averagePrefix) ? name.slice(averagePrefix.length) : name;
  return earlier.get(averagePrefix + plain) ?? earlier.get(plain);
}
