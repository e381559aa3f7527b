import type { Classification, ClassifiedInput } from '../../contract/classification.ts';
import { heatMap } from './charts/heat-map.ts';
import { fileName } from './distribution-section.ts';
import { counted, figure, signed } from './figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { plainTable, plots, sentences } from './section.ts';
import type { Figure, Section } from './section.ts';

/** What classifiers make of the images: accuracy, F1 and confusion matrices; null where none was trained. */
export async function classificationSection(list: readonly Classification[]): Promise<Section | null> {
  if (list.length === 0) return null;
  const parts = await Promise.all(list.map(onePart));
  return {
    title: 'Classification',
    body: html`${parts.map(({ body }) => body)}`,
    figures: parts.flatMap(({ figures }) => figures),
  };
}

async function onePart(document: Classification): Promise<{ body: Html; figures: Figure[] }> {
  const { classifier, network, inputs, classes, folds, groups, comparisons, notes, seed } = document;
  const figures = await Promise.all(inputs.map((input) => matrixFigure(document, input)));
  const n = Object.values(document.images).reduce((sum, count) => sum + count, 0);
  const body = html`<p class="soft">
      Classifier “${classifier}” (${network.parameters.toLocaleString('en-US')} parameters),
      ${counted(n, 'image')} of ${counted(classes.length, 'class').replace(/classs$/, 'classes')},
      ${folds.length === 1 ? 'one split' : `${folds.length}-fold cross-validation`} by ${groups.by}, seed
      ${seed}, trained ${document.created.slice(0, 10)}.
    </p>
    ${testTable(document)} ${foldTable(document)} ${classTable(inputs, classes)} ${plots(figures)}
    ${sentences([
      ...comparisons.map(
        ({ first, second, n: compared, difference, interval, p }) =>
          `${second} against ${first}, on the same ${counted(compared, 'image')}: accuracy ${signed(100 * difference, 1)} percentage points${interval ? ` (95 % interval ${signed(100 * interval[0], 1)} to ${signed(100 * interval[1], 1)})` : ''}; McNemar's exact test ${p < 0.001 ? 'p < 0.001' : `p = ${figure(p, 3)}`}.`,
      ),
      ...notes,
    ])}`;
  return { body, figures };
}

const percent = (share: number | null): string => (share === null ? '–' : `${figure(100 * share, 1)} %`);
const ofFolds = ({ mean, standardDeviation }: ClassifiedInput['table']['testAccuracy']): string =>
  standardDeviation === null ? percent(mean) : `${percent(mean)} ± ${figure(100 * standardDeviation, 1)}`;

/** All folds' test images together: each score with its interval. */
function testTable({ inputs, groups }: Classification): Html {
  const between = (bounds: [number, number] | null, scale: number, decimals: number): string =>
    bounds ? ` [${bounds.map((bound) => figure(scale * bound, decimals)).join(', ')}]` : '';
  const share = (value: number | null, bounds: [number, number] | null): string =>
    `${percent(value)}${between(bounds, 100, 1)}`;
  const plain = (value: number | null, bounds: [number, number] | null): string =>
    `${figure(value, 3)}${between(bounds, 1, 3)}`;
  return plainTable(
    ['Test images', 'n', 'Accuracy', 'Balanced accuracy', 'Macro F1', 'Cohen’s kappa'],
    inputs.map(({ input, pooled: { test }, intervals }) => [
      input,
      String(test.n),
      share(test.accuracy, intervals.accuracy),
      share(test.balancedAccuracy, intervals.balancedAccuracy),
      plain(test.macroF1, intervals.macroF1),
      plain(test.kappa, intervals.kappa),
    ]),
    `The test images of all folds together [95 % bootstrap interval, drawing whole ${groups.by}s, as images of one ${groups.by} are not independent].`,
  );
}

/** The MicroGAN paper's Table 4. */
function foldTable({ inputs, folds }: Classification): Html {
  return plainTable(
    ['By fold', 'Training', 'Validation', 'Test', 'Macro F1 (test)'],
    inputs.map(({ input, table }) => [
      input,
      ofFolds(table.trainingAccuracy),
      ofFolds(table.validationAccuracy),
      ofFolds(table.testAccuracy),
      ofFolds(table.testMacroF1),
    ]),
    `Accuracy, and macro F1: mean ± sample standard deviation over n = ${counted(folds.length, 'fold')}. The validation images chose the epoch.`,
  );
}

function classTable(inputs: readonly ClassifiedInput[], classes: readonly string[]): Html {
  return plainTable(
    ['F1 by class (test)', ...classes],
    inputs.map(({ input, pooled }) => [input, ...pooled.test.perClass.map(({ f1 }) => figure(f1, 3))]),
  );
}

async function matrixFigure({ id, classes }: Classification, input: ClassifiedInput): Promise<Figure> {
  const { counts, shares, n, accuracy } = input.pooled.test;
  const size = Math.min(560, 220 + 70 * classes.length);
  const chart = await heatMap(
    {
      title: `Confusion matrix, ${input.input}`,
      rows: { label: 'True class', names: classes },
      columns: { label: 'Predicted class', names: classes },
      values: shares,
      low: 0,
      high: 1,
      text: (row, column) => `${counts[row]?.[column] ?? 0}\n${percent(shares[row]?.[column] ?? null)}`,
      valueLabel: 'Part of the true class',
    },
    { width: size, height: size - 60 },
  );
  const caption = `${input.description.replace(/\.?$/, '.')} Test images of all folds: ${n}, accuracy ${percent(accuracy)}. Each cell: images and their part of the row.`;
  return { name: `confusion-${fileName(id)}-${fileName(input.input)}`, chart, caption };
}
