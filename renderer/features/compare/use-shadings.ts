import type { ViewedInfo } from '../../../electron/contract/view-methods.ts';
import { paneKey, useCompare, type PaneSpec } from '../../stores/compare.ts';
import { defaultShading, differenceShading, type Shading } from '../../viewer/shading.ts';
import { useImage } from '../../viewer/use-image.ts';

export interface Shadings {
  of(pane: PaneSpec, info: ViewedInfo): Shading;
  set(pane: PaneSpec, info: ViewedInfo, shading: Shading): void;
  /** Back to what images are first shown with. */
  reset(): void;
  /** The panes that share a pane's contrast, in short. */
  groupOf(pane: PaneSpec, info: ViewedInfo): string;
}

/**
 * How the panes are shown. Locked, truth and results have the contrast of the truth, so that differences in
 * brightness stay visible, and the input too where its numbers are of the same kind (decision 0071); differences
 * have one scale. Floats of an input may be of another unit (T1 and T2): they have a contrast of their own.
 */
export function useShadings(): Shadings {
  const compare = useCompare();
  const truth = useImage(() => (compare.generation ? null : compare.imageOf({ kind: 'truth' })));
  const difference = useImage(() => {
    const first = compare.panes.find(({ kind }) => kind === 'result');
    return compare.error === 'none' || !first ? null : compare.imageOf(first);
  });

  const isDifference = (pane: PaneSpec): boolean => pane.kind === 'result' && compare.error !== 'none';

  function groupOf(pane: PaneSpec, info: ViewedInfo): string {
    if (isDifference(pane)) return compare.locked ? compare.error : `${compare.error} ${paneKey(pane)}`;
    if (!compare.locked) return paneKey(pane);
    const known = truth.value.source?.info;
    const alike = known?.channels === info.channels && known.dtype === info.dtype;
    if (pane.kind === 'input') return alike && info.dtype !== 'float32' ? 'values' : 'input';
    return alike ? 'values' : paneKey(pane);
  }

  function first(pane: PaneSpec, info: ViewedInfo): Shading {
    const group = groupOf(pane, info);
    if (isDifference(pane)) {
      const leader = compare.locked ? difference.value.source?.info : null;
      return differenceShading(leader ?? info, compare.error === 'absolute');
    }
    return defaultShading(group === 'values' ? (truth.value.source?.info ?? info) : info);
  }

  return {
    groupOf,
    of: (pane, info) => {
      const held = compare.shadings.get(groupOf(pane, info));
      return held?.contrasts.length === info.channels ? held : first(pane, info);
    },
    set: (pane, info, shading) => void compare.shadings.set(groupOf(pane, info), shading),
    reset: () => compare.shadings.clear(),
  };
}
