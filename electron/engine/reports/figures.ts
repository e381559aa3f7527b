/** A number with a fixed count of decimals and a true minus sign, infinity too; a dash where there is none. */
export function figure(value: number | null | undefined, decimals: number): string {
  if (value === Infinity) return '∞';
  if (value === -Infinity) return '−∞';
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  const text = value.toFixed(decimals);
  // What rounds to zero has no sign.
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** `1 photo`, `2 photos`. */
export function counted(n: number, what: string): string {
  return `${n.toLocaleString('en-US')} ${what}${n === 1 ? '' : 's'}`;
}

/** `gradientPenalty` as `gradient penalty`. */
export function spaced(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
}

/** Mean ± standard deviation, where there is one. */
export function spread(mean: number | null, deviation: number | null, decimals: number): string {
  const text = figure(mean, decimals);
  return deviation === null ? text : `${text} ± ${figure(deviation, decimals)}`;
}

/** A difference, always with its sign. */
export function signed(value: number | null, decimals: number): string {
  const text = figure(value, decimals);
  return value !== null && value > 0 && (value === Infinity || Number(text) > 0) ? `+${text}` : text;
}

/** Three significant digits, for axes and loss values of any size. */
export function compact(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return figure(value, 0);
  const size = Math.abs(value);
  const text = size >= 1e5 || size < 1e-3 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
  return text.replace('-', '−');
}

/** `1 h 02 min`, `3 min 20 s`, `8 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole >= 3600) return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
  if (whole >= 60) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${whole} s`;
}
