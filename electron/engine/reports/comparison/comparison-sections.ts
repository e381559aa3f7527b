import type { ComparedRun, Comparison, Spread } from '../../../contract/comparison.ts';
import { counted, duration, figure, signed, spread } from '../figures.ts';
import type { Html } from '../html.ts';
import { html } from '../html.ts';
import { pValue } from '../score-section.ts';
import { labelOf } from './comparison-charts.ts';
import { parametersOf } from './comparison-tables.ts';

/** What every run came to, the inputs' own scores above where there are any. */
export function runTable({ runs, inputScores, images, distribution }: Comparison): Html {
  const distancesOf = (id: string): Html => {
    const found = distribution?.distances.find(({ set }) => set === id);
    const { kid = null, sd = null } = found?.kernel ?? {};
    return html`<td class="n">${figure(found?.statistic ?? null, 3)}</td>
      <td class="n">${spread(kid, sd, 3)}</td>`;
  };
  const scored = runs.some(({ scores }) => scores['psnr']);
  const metric = runs.find(({ convergence }) => convergence)?.convergence?.metric ?? null;
  const cells = (scores: Record<string, Spread>): Html | null =>
    scored
      ? html`<td class="n">${ofSpread(scores['psnr'], 2)}</td>
          <td class="n">${ofSpread(scores['ssim'], 4)}</td>`
      : null;
  return html`<table>
    <caption>
      ${scored ? `PSNR and SSIM: mean ± sample standard deviation over n = ${counted(images.length, 'image')}. ` : ''}Weights:
      trainable ones of the generator, which makes the images, and of all networks together, as they are
      trained. Time per image: the median of all but the first. Energy, KID: distances from the real images as
      sets; those of real training images stand below. 5 % at: the step of the first validation within 5 % of
      the run’s own best. Level at: that of the first validation as good as the level that every run reached.
    </caption>
    <thead>
      <tr>
        <th>Run</th>
        ${
          scored
            ? html`<th class="n">PSNR (dB)</th>
                <th class="n">SSIM</th>`
            : null
        }
        <th class="n">Weights: generator</th>
        <th class="n">all networks</th>
        <th class="n">Steps</th>
        <th class="n">Training</th>
        <th class="n">Per image</th>
        <th class="n">Energy</th>
        <th class="n">KID</th>
        <th class="n">${metric ? `Best ${labelOf(metric)}` : 'Validation'}</th>
        <th class="n">5 % at</th>
        <th class="n">Level at</th>
      </tr>
    </thead>
    <tbody>
      ${
        scored
          ? html`<tr>
              <th>Input</th>
              ${cells(inputScores)}
              <td colspan="5"></td>
              ${distancesOf('input')}
              <td colspan="3"></td>
            </tr>`
          : null
      }
      ${runs.map(
        (run) =>
          html`<tr>
            <th>${nameWithId(run)}</th>
            ${cells(run.scores)}
            <td class="n">${parametersOf(run, true).toLocaleString('en-US')}</td>
            <td class="n">${parametersOf(run, false).toLocaleString('en-US')}</td>
            <td class="n">${run.step.toLocaleString('en-US')}</td>
            <td class="n">${duration(run.seconds)}</td>
            <td class="n">
              ${run.secondsPerImage === null ? '–' : `${figure(1000 * run.secondsPerImage, 0)} ms`}
            </td>
            ${distancesOf(run.run)}
            <td class="n">${figure(run.convergence?.best?.value, 3)}</td>
            <td class="n">${run.convergence?.withinFivePercent ?? '–'}</td>
            <td class="n">${run.convergence?.commonLevel ?? '–'}</td>
          </tr>`,
      )}
      ${
        distribution?.distances.some(({ set }) => set === 'training')
          ? html`<tr>
              <th>Real training images</th>
              <td colspan="${scored ? 7 : 5}"></td>
              ${distancesOf('training')}
              <td colspan="3"></td>
            </tr>`
          : null
      }
    </tbody>
  </table>`;
}

/** What tells a run apart, with its id beside, by which its folder is found. */
function nameWithId({ name, run }: ComparedRun): Html {
  return html`${name}${name === run ? null : html` <span class="soft">${run}</span>`}`;
}

const ofSpread = (own: Spread | undefined, decimals: number): string =>
  spread(own?.mean ?? null, own?.sd ?? null, decimals);

/** Parts of the area by class, real and made. */
export function areaTable({ runs }: Comparison, { classes }: NonNullable<Comparison['areas']>): Html {
  const percent = ({ mean, sd }: Spread): string =>
    spread(mean === null ? null : 100 * mean, sd === null ? null : 100 * sd, 1);
  return html`<table>
    <caption>
      Part of the area (%) of each class: mean ± sample standard deviation over images.
    </caption>
    <thead>
      <tr>
        <th>Class</th>
        <th class="n">Real</th>
        ${runs.map(({ name }) => html`<th class="n">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${classes.map(
        ({ name, real, runs: own }) =>
          html`<tr>
            <th>${name}</th>
            <td class="n">${percent(real)}</td>
            ${runs.map(({ run }) => html`<td class="n">${own[run] ? percent(own[run]) : '–'}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Each two runs against each other. */
export function testTable({ comparisons, runs }: Comparison): Html {
  const nameOf = (id: string): string => runs.find(({ run }) => run === id)?.name ?? id;
  return html`<table>
    <caption>
      The first less the second: mean difference with its 95 % bootstrap interval, Wilcoxon’s signed-rank test
      with Holm’s correction for all of them, and the matched-pairs rank-biserial correlation (1: better on
      every image).
    </caption>
    <thead>
      <tr>
        <th>Score</th>
        <th>First</th>
        <th>Second</th>
        <th class="n">Better on</th>
        <th class="n">Difference</th>
        <th class="n">95 % interval</th>
        <th class="n">p</th>
        <th class="n">p after Holm</th>
        <th class="n">Effect size</th>
      </tr>
    </thead>
    <tbody>
      ${comparisons.map((one) => {
        const decimals = one.metric === 'psnr' ? 2 : 4;
        return html`<tr>
          <th>${labelOf(one.metric)}</th>
          <td>${nameOf(one.first)}</td>
          <td>${nameOf(one.second)}</td>
          <td class="n">${one.better} of ${counted(one.n, one.over)}</td>
          <td class="n">${signed(one.meanDifference, decimals)}</td>
          <td class="n">
            ${one.interval ? `${signed(one.interval.low, decimals)} to ${signed(one.interval.high, decimals)}` : '–'}
          </td>
          <td class="n">${pValue(one.p)}</td>
          <td class="n">${pValue(one.correctedP)}</td>
          <td class="n">${signed(one.effectSize, 2)}</td>
        </tr>`;
      })}
    </tbody>
  </table>`;
}

/** Every parameter, those that differ first. */
export function settingsTable(runs: readonly ComparedRun[]): Html {
  const keys = [...new Set(runs.flatMap(({ parameters }) => Object.keys(parameters)))];
  const rowOf = (key: string): string[] =>
    runs.map(({ parameters }) => String(parameters[key] ?? 'automatic'));
  const differs = (key: string): boolean => new Set(rowOf(key)).size > 1;
  const rows: [string, string[]][] = [
    ['recipe', runs.map(({ recipe }) => recipe)],
    ['preset', runs.map(({ preset }) => preset)],
    ['seed', runs.map(({ seed }) => String(seed))],
    ['run', runs.map(({ run }) => run)],
    ...[...keys.filter(differs), ...keys.filter((key) => !differs(key))].map((key): [string, string[]] => [
      key,
      rowOf(key),
    ]),
  ];
  return html`<details>
    <summary>Settings</summary>
    <table>
      <thead>
        <tr>
          <th></th>
          ${runs.map(({ name }) => html`<th>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([key, values]) =>
            html`<tr>
              <th>${key}</th>
              ${values.map((value) => html`<td class="plain">${value}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
