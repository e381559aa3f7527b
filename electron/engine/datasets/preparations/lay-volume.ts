import type { Affine } from '../../imaging/volume/affine.ts';
import { headersDisagree } from '../../imaging/volume/header-agreement.ts';
import { registerRigidly } from '../../imaging/volume/rigid-registration.ts';
import { sameGrid } from '../../imaging/volume/volume.ts';
import type { Volume } from '../../imaging/volume/volume.ts';

/** How an input volume comes to lie on its target. */
export interface Laid {
  /** Whether it must be resampled onto the target's grid. */
  onGrid: boolean;
  /** RAS mm of the target to those of the input; null: the headers are believed. */
  transform: Affine | null;
  /** In words. */
  note: string;
}

/**
 * Decides how an input is laid on its target: only the input is ever resampled, so that the truth stays as
 * recorded. Headers first; rigid registration where they disagree.
 * @param tell told of the share done, 0 to 1; throws once cancelled.
 */
export async function layOnTarget(
  target: Volume,
  input: Volume,
  registration: 'auto' | 'never' | 'always',
  tell: (share: number) => Promise<void>,
): Promise<Laid> {
  const onGrid = !sameGrid(target, input);
  if (registration === 'never') {
    return { onGrid, transform: null, note: 'Laid on each other by their headers, without registration.' };
  }
  if (registration === 'auto' && !onGrid) {
    return { onGrid, transform: null, note: 'Both volumes are on one grid already; taken as they are.' };
  }
  let cancelled: unknown;
  const found = await registerRigidly(target, input, {
    onProgress: (share) => void tell(share).catch((thrown: unknown) => (cancelled = thrown)),
    shouldStop: () => cancelled !== undefined,
  }).catch((thrown: unknown) => {
    throw cancelled ?? thrown;
  });
  const { disagree, reason } = headersDisagree(target, found);
  if (registration === 'auto' && !disagree) return { onGrid, transform: null, note: reason };
  const { rotation, translation } = found.parameters;
  const figures = (values: readonly number[], unit: string): string =>
    `${values.map((value) => value.toFixed(2)).join(', ')} ${unit}`;
  const moved = `turned by ${figures(rotation, '°')} and moved by ${figures(translation, 'mm')} (x, y, z)`;
  const rest = found.converged ? '' : ' The registration did not come to rest: look at the overlay.';
  return { onGrid: true, transform: found.transform, note: `${reason} The input was ${moved}.${rest}` };
}
