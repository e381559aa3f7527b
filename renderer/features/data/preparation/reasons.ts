export interface Reason {
  text: string;
  count: number;
}

/** Reasons that differ in their numbers only are one, told with the first one's numbers; the frequent come first. */
export function reasonsOf(reasons: readonly string[]): Reason[] {
  const alike = new Map<string, Reason>();
  for (const text of reasons) {
    const key = text.replaceAll(/[\d.]+/g, '#');
    const known = alike.get(key);
    if (known) known.count += 1;
    else alike.set(key, { text, count: 1 });
  }
  return [...alike.values()].sort((a, b) => b.count - a.count);
}
