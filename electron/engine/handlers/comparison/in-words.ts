import type { Comparison, ComparedRun } from '../../../contract/comparison.ts';
import { compact, figure } from '../../reports/figures.ts';

type Told = Pick<Comparison, 'runs' | 'comparisons' | 'distribution' | 'inputScores'>;

/** Chance below this is unlikely. */
const level = 0.05;

/** Who is better, by how much and whether chance explains it; then who learns faster and who is nearer to real. */
export function comparisonSummary(told: Told): string[] {
  return [...scoresInWords(told), ...distancesInWords(told), ...convergenceInWords(told.runs)];
}

function scoresInWords({ runs, comparisons, inputScores }: Told): string[] {
  const means = runs.flatMap((run) => {
    const mean = run.scores['psnr']?.mean ?? null;
    return mean === null ? [] : [{ run, mean }];
  });
  const [best, ...rest] = means.sort((a, b) => b.mean - a.mean);
  if (!best || rest.length === 0) return [];
  const input = inputScores['psnr']?.mean ?? null;
  const over =
    input === null
      ? ''
      : `; the input itself ${figure(input, 2)} dB${best.mean > input ? '' : ', so no run improves on it'}`;
  const list = [best, ...rest].map(({ run, mean }) => `${run.name} ${figure(mean, 2)} dB`).join(', ');
  const tests = comparisons.filter(({ metric, over: what }) => metric === 'psnr' && what === 'image');
  const beaten = rest.filter(({ run }) => {
    const test = tests.find(
      ({ first, second }) => [first, second].sort().join() === [best.run.run, run.run].sort().join(),
    );
    return test !== undefined && (test.correctedP ?? 1) < level;
  });
  const names = (of: typeof rest): string => of.map(({ run }) => run.name).join(' and ');
  const others = rest.filter((one) => !beaten.includes(one));
  const verdict = [
    ...(beaten.length > 0 ? [`better than ${names(beaten)} beyond chance`] : []),
    ...(others.length > 0 ? [`not told apart from ${names(others)}`] : []),
  ].join(', ');
  const groups = comparisons.filter(({ over: what }) => what !== 'image' && what !== undefined);
  const asGroups = groups.filter(({ metric }) => metric === 'psnr').map(({ sentence }) => sentence);
  return [
    `Highest mean PSNR: ${best.run.name}, ${verdict} (${list}${over}).`,
    ...tests.map(({ sentence }) => sentence),
    ...(asGroups.length > 0
      ? [`Images of one ${groups[0]?.over ?? 'photo'} are alike; counted once each: ${asGroups.join(' ')}`]
      : []),
  ];
}

function distancesInWords({ runs, distribution }: Told): string[] {
  const distances = (distribution?.distances ?? []).flatMap((distance) => {
    const run = runs.find((one) => one.run === distance.set);
    return run ? [{ ...distance, name: run.name }] : [];
  });
  const sorted = distances.sort((a, b) => a.statistic - b.statistic);
  if (sorted.length === 0) return [];
  const list = sorted
    .map(({ name, statistic, pValue }) => {
      const apart = pValue < level ? 'told apart from them' : 'not told apart from them';
      return `${name} ${figure(statistic, 3)} (${apart}, p = ${figure(pValue, 3)})`;
    })
    .join(', ');
  const training = distribution?.distances.find(({ set }) => set === 'training');
  const yardstick = training
    ? `; real images of the training split lie ${figure(training.statistic, 3)} away`
    : '';
  const byKernel = sorted.flatMap(({ name, kernel }) => (kernel ? [{ name, ...kernel }] : []));
  const kernels = [...byKernel, ...(training?.kernel ? [{ name: 'training', ...training.kernel }] : [])]
    .map(({ name, kid, sd }) => `${name} ${compact(kid)} ± ${compact(sd)}`)
    .join(', ');
  return [
    `Energy distance from the real images, over the pixels of patches, nearest first: ${list}${yardstick}.`,
    ...(byKernel.length > 0
      ? [
          `Kernel distance (KID ± standard deviation over subsets), over ${distribution?.kernelFeatures ?? ''}: ${kernels}.`,
        ]
      : []),
  ];
}

function convergenceInWords(runs: readonly ComparedRun[]): string[] {
  const reached = runs.flatMap(({ name, convergence }) =>
    convergence?.commonLevel == null
      ? []
      : [{ name, step: convergence.commonLevel, metric: convergence.metric }],
  );
  const sorted = reached.sort((a, b) => a.step - b.step);
  const [first] = sorted;
  if (!first || sorted.length < 2) return [];
  const steps = sorted.map(({ name, step }) => `${name} at step ${step}`).join(', ');
  const score = `The validation score (${first.metric}) that every run reaches`;
  // Steps are those of validations, so runs can well be level.
  const leads = sorted.filter(({ step }) => step === first.step).map(({ name }) => name);
  return [`${score} was reached first by ${leads.join(' and ')}: ${steps}.`];
}
