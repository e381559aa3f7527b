/**
 * Metadata of an nd2 file: a tree of named values. Entries without a name (lists) get the names "#0", "#1" and so
 * on. Names keep their type prefix ("uiWidth", "dCalibration", "bCalibrated").
 */
export type Variant = number | string | boolean | Uint8Array | VariantMap;
export type VariantMap = Map<string, Variant>;

/** The value under a path of names; undefined where there is none. */
export function valueAt(node: Variant | undefined, ...path: string[]): Variant | undefined {
  let value = node;
  for (const name of path) {
    if (!(value instanceof Map)) return undefined;
    value = value.get(name);
  }
  return value;
}

/** The finite number under a path of names. */
export function numberAt(node: Variant | undefined, ...path: string[]): number | undefined {
  const value = valueAt(node, ...path);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The text under a path of names, trimmed; undefined where it is empty. */
export function textAt(node: Variant | undefined, ...path: string[]): string | undefined {
  const value = valueAt(node, ...path);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** The values under a path of names, in the order of the file. */
export function valuesAt(node: Variant | undefined, ...path: string[]): Variant[] {
  const value = valueAt(node, ...path);
  return value instanceof Map ? [...value.values()] : [];
}

/** Adds a value; one without a name becomes the next entry of a list. */
export function addTo(map: VariantMap, name: string, value: Variant): void {
  map.set(name === '' ? `#${map.size}` : name, value);
}

/** Without the wrapping levels that hold nothing but one unnamed entry or one structure ("SLxExperiment"). */
export function unwrap(node: Variant | undefined): Variant | undefined {
  let value = node;
  while (value instanceof Map && value.size === 1) {
    const [[name, inner]] = value as unknown as [[string, Variant]];
    if (!(inner instanceof Map) || !(name === '#0' || name.startsWith('SLx') || name === 'variant'))
      return value;
    value = inner;
  }
  return value;
}
