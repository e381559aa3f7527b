import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from '../../electron/engine/metrics/bootstrap.ts';
import { normalTail } from '../../electron/engine/metrics/normal-distribution.ts';
import { wilcoxon } from '../../electron/engine/metrics/wilcoxon.ts';
import { seededRandom } from '../../electron/engine/imaging/seeded-random.ts';
import { findPython, runPython } from '../support/python.ts';

const found = findPython();
const python = 'path' in found ? found.path : '';
if ('missing' in found) process.stderr.write(`${found.missing} The statistics are not compared.\n`);

/** Differences of `n` pairs with a small shift; `digits` makes ties. */
function differences(n: number, digits: number): number[] {
  const random = seededRandom(n, digits);
  return Array.from({ length: n }, () => Number((random() + random() + random() - 1.35).toFixed(digits)));
}

describe.skipIf(python === '')('statistics against SciPy', () => {
  it('Wilcoxon: exact without ties, by all permutations with ties, asymptotic beyond 50 pairs', async () => {
    const cases = [
      { values: differences(6, 9), method: 'exact' },
      { values: differences(24, 9), method: 'exact' },
      { values: differences(50, 9), method: 'exact' },
      { values: differences(9, 1), method: 'permutation' },
      { values: differences(12, 1), method: 'permutation' },
      { values: differences(51, 9), method: 'asymptotic' },
      { values: differences(400, 1), method: 'asymptotic' },
    ];
    const code = `
import json, sys
import numpy as np
from scipy.stats import wilcoxon, PermutationMethod
out = []
for case in json.load(sys.stdin):
    d = np.array(case["values"]); d = d[d != 0]
    method = PermutationMethod(n_resamples=np.inf) if case["method"] == "permutation" else case["method"]
    result = wilcoxon(d, method=method)
    out.append([float(result.statistic), float(result.pvalue)])
print(json.dumps(out))`;
    const input = new TextEncoder().encode(JSON.stringify(cases));
    const theirs = JSON.parse((await runPython(python, code, [], input)).toString()) as number[][];
    cases.forEach(({ values }, i) => {
      const { wPlus, wMinus, p } = wilcoxon(values);
      const [statistic, pValue] = theirs[i] as [number, number];
      expect(Math.min(wPlus, wMinus)).toBeCloseTo(statistic, 9);
      expect(p / pValue).toBeCloseTo(1, 9);
    });
  });

  it('the normal tail to 12 digits', async () => {
    const places = [0, 0.1, 1, 2.5, 2.9999, 3, 3.1, 5, 10, 30];
    const code = `
import json, sys
from scipy.stats import norm
print(json.dumps([float(norm.sf(z)) for z in json.load(sys.stdin)]))`;
    const input = new TextEncoder().encode(JSON.stringify(places));
    const theirs = JSON.parse((await runPython(python, code, [], input)).toString()) as number[];
    places.forEach((z, i) => expect(normalTail(z) / (theirs[i] as number)).toBeCloseTo(1, 12));
  });

  it('bootstrap intervals but for the draws: within a twentieth of their width', async () => {
    const lists = [differences(8, 6), differences(40, 6)];
    const code = `
import json, sys
import numpy as np
from scipy.stats import bootstrap
out = []
for values in json.load(sys.stdin):
    r = bootstrap((np.array(values),), np.mean, method="percentile", random_state=1).confidence_interval
    out.append([float(r.low), float(r.high)])
print(json.dumps(out))`;
    const input = new TextEncoder().encode(JSON.stringify(lists));
    const theirs = JSON.parse((await runPython(python, code, [], input)).toString()) as number[][];
    lists.forEach((values, i) => {
      const ours = bootstrapInterval(values);
      const [low, high] = theirs[i] as [number, number];
      expect(Math.abs((ours?.low ?? NaN) - low)).toBeLessThan(0.05 * (high - low));
      expect(Math.abs((ours?.high ?? NaN) - high)).toBeLessThan(0.05 * (high - low));
    });
  });
});
