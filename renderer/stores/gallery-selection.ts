/** Which items are chosen, and which of them the keys move from. */
export interface Selection {
  ids: ReadonlySet<string>;
  /** Where the arrows are. */
  cursor: string | null;
  /** The other end of a range. */
  anchor: string | null;
}

export const noSelection: Selection = { ids: new Set(), cursor: null, anchor: null };

export type SelectMode = 'alone' | 'range' | 'toggle';

/** Chooses an item of `order`: alone, with all between it and the anchor, or in addition (and off again). */
export function choose(
  selection: Selection,
  order: readonly string[],
  id: string,
  mode: SelectMode,
): Selection {
  if (mode === 'range' && selection.anchor !== null) {
    const [from, to] = [order.indexOf(selection.anchor), order.indexOf(id)];
    if (from >= 0 && to >= 0) {
      const ids = new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1));
      return { ids, cursor: id, anchor: selection.anchor };
    }
  }
  if (mode === 'toggle') {
    const ids = new Set(selection.ids);
    if (!ids.delete(id)) ids.add(id);
    return { ids, cursor: id, anchor: id };
  }
  return { ids: new Set([id]), cursor: id, anchor: id };
}

/** Moves the cursor by so many places, staying within `order`; `extend` takes those between along. */
export function move(selection: Selection, order: readonly string[], by: number, extend: boolean): Selection {
  if (order.length === 0) return noSelection;
  const at = selection.cursor === null ? -1 : order.indexOf(selection.cursor);
  const to = at < 0 ? 0 : Math.min(order.length - 1, Math.max(0, at + by));
  return choose(selection, order, order[to] as string, extend ? 'range' : 'alone');
}

export function chooseAll(selection: Selection, order: readonly string[]): Selection {
  const cursor = selection.cursor ?? order[0] ?? null;
  return { ids: new Set(order), cursor, anchor: cursor };
}

/**
 * The selection after items have gone from sight: what is left of it, and where nothing is, the item that came
 * into the cursor's place, so that one goes on culling.
 */
export function follow(selection: Selection, before: readonly string[], now: readonly string[]): Selection {
  if (selection.cursor === null) return selection;
  const there = new Set(now);
  const ids = new Set([...selection.ids].filter((id) => there.has(id)));
  if (there.has(selection.cursor) && ids.size === selection.ids.size) return selection;
  if (there.has(selection.cursor))
    return { ...selection, ids: ids.size > 0 ? ids : new Set([selection.cursor]) };
  const at = before.indexOf(selection.cursor);
  const next =
    before.slice(at + 1).find((id) => there.has(id)) ??
    before.slice(0, Math.max(0, at)).findLast((id) => there.has(id)) ??
    now[0] ??
    null;
  if (next === null) return noSelection;
  return { ids: ids.size > 0 ? ids : new Set([next]), cursor: next, anchor: next };
}
