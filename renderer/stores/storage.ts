/**
 * Small preferences of the window (theme, panel width, recent projects), kept by the browser. A window without
 * storage (private mode) works and forgets; nothing of the work itself is kept here.
 */
export function recall<T>(key: string, fallback: T, valid: (value: unknown) => value is T): T {
  try {
    const text = localStorage.getItem(`abbe.${key}`);
    const value: unknown = text === null ? undefined : JSON.parse(text);
    return valid(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    localStorage.setItem(`abbe.${key}`, JSON.stringify(value));
  } catch {
    // Full or forbidden storage costs a preference, nothing else.
  }
}
