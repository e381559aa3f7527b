/** A file name that is not taken: `smear.zip`, else `smear 2.zip`. Letters' case makes no other file. */
export function freeName(name: string, taken: readonly string[]): string {
  const used = new Set(taken.map((each) => each.toLowerCase()));
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  let free = name;
  for (let n = 2; used.has(free.toLowerCase()); n += 1) free = `${stem} ${n}${ending}`;
  return free;
}
