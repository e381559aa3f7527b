import type { DatasetItem } from '../../contract/datasets.ts';

type Pair = Pick<DatasetItem, 'input' | 'target'>;
type State = Pick<DatasetItem, 'split' | 'included' | 'reason'>;

/** Why a pair of neighbours is set aside, in its item. */
export const neighbourReason =
  'Neighbouring slices: an extra example for training only, as the target shows another place than the input.';

/** Whether input and target are different slices (of one grid, as inputs are laid on their target's). */
export function areNeighbours({ input, target }: Pair): boolean {
  return input?.kind === 'slice' && target.kind === 'slice' && input.index !== target.index;
}

/**
 * The state of an item of a split: pairs of neighbours are extra training examples, set aside in validation and
 * test, where a score against another slice says nothing, and taken back when they come to training again.
 */
export function inItsSplit<T extends State>(pair: Pair, state: T): T {
  if (!areNeighbours(pair)) return state;
  if (state.split !== 'training') {
    return state.included ? { ...state, included: false, reason: neighbourReason } : state;
  }
  return state.reason === neighbourReason ? { ...state, included: true, reason: '' } : state;
}
