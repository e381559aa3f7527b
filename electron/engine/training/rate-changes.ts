import type { RateChange } from '../../contract/documents.ts';

/** The learning rate that was set by hand for a step, by the name of its parameter; undefined: the parameter's own. */
export type RateSource = (name: string, step: number) => number | undefined;

/** A run's changes, as its trainer reads them while it goes on. */
export interface RateHistory {
  changes: readonly RateChange[];
}

/**
 * Rates as a history has them: a function of name and step alone, so that a run that goes on from a checkpoint, or is
 * replayed, takes the same rates bit by bit.
 */
export function ratesOf(history: RateHistory): RateSource {
  return (name, step) => {
    let rate: number | undefined;
    for (const change of history.changes) {
      if (change.step > step) break;
      rate = change.rates[name] ?? rate;
    }
    return rate;
  };
}

/** A history with one change more: what it had for later steps never comes to pass, and one step has one change. */
export function withRates(changes: readonly RateChange[], change: RateChange): RateChange[] {
  const before = changes.filter(({ step }) => step < change.step);
  const same = changes.find(({ step }) => step === change.step);
  return [...before, same ? { ...change, rates: { ...same.rates, ...change.rates } } : change];
}
