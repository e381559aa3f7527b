/** Numbers as a person reads them, always with their unit. A missing value is an en dash, never a zero. */
export const missing = '–';

/** Bytes in binary units: `274 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? 'B'}`;
}

/** Seconds in at most two units: `8 s`, `3 min 20 s`, `1 h 5 min`. */
export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return missing;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A whole number with thin groups that no line ends within: `12 400`. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
}

/** `count(1, 'cell')` is `1 cell`, `count(2, 'cell')` is `2 cells`. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(value)} ${value === 1 ? noun : plural}`;
}

/** A number with fixed decimals, with a true minus sign; null (an infinite PSNR) is the infinity sign. */
export function formatScore(value: number | null | undefined, decimals: number): string {
  if (value === undefined || Number.isNaN(value)) return missing;
  if (value === null) return '∞';
  return value.toFixed(decimals).replace('-', '\u2212');
}

/** A difference, with its sign. */
export function formatGain(value: number | null | undefined, decimals: number): string {
  const text = formatScore(value, decimals);
  return typeof value === 'number' && value > 0 ? `+${text}` : text;
}

/** At most `digits` significant digits, without trailing zeros. */
export function formatNumber(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return missing;
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)) {
    return value
      .toExponential(Math.max(0, digits - 2))
      .replace('-', '\u2212')
      .replace(/\.?0+e/, 'e');
  }
  return String(Number(value.toPrecision(digits))).replace('-', '\u2212');
}

/** The last part of a path, of either kind of slash. */
export function fileName(path: string): string {
  return path.split(/[\\/]/).filter(Boolean).pop() ?? path;
}

/** A path inside a folder, with the separator that the folder's own path uses. */
export function joinPath(folder: string, name: string): string {
  const separator = folder.includes('\\') ? '\\' : '/';
  return `${folder.replace(/[\\/]$/, '')}${separator}${name}`;
}

/** Why a file was left out, with its name where the reason does not have it. */
export function failureText({ file, reason }: { file: string; reason: string }): string {
  const name = fileName(file);
  return reason.includes(name) ? reason : `${name}: ${reason}`;
}

/** Names of steps and states as the beginning of a line. */
export function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A long name with its middle left out: names of a series differ at their ends. */
export function shorten(name: string, length: number): string {
  if (name.length <= length) return name;
  const end = Math.ceil((length - 1) * 0.65);
  return `${name.slice(0, length - 1 - end)}…${name.slice(-end)}`;
}

/** A date and time of day in the person's own style. */
export function formatDate(iso: string): string {
  return new Date(iso).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

/** The same without the year: what tells runs of one name apart. */
export function formatMoment(iso: string): string {
  const parts = { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
  return new Date(iso).toLocaleString([], parts);
}
