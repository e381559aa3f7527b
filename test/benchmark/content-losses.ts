/**
 * Does the content loss that works offline beat plain L1? Trains MicroGAN's quick generator on real blood cells with
 * each loss, at equal steps, batches and start weights, and scores cells of photos that no training saw.
 *
 * The metric stated beforehand is SSIM (Wang et al. 2004), which none of the losses minimises; PSNR stands beside it.
 * Cells of a photo are averaged, so that photos are what is compared. The critic does not join: its weight beside a
 * content loss means another thing for each of them (decision 0057).
 *
 *   node test/benchmark/content-losses.ts [--steps 2000] [--photos 60] [--seeds 1,2] [--losses structure,l1] [--json]
 */
import { parseArgs } from 'node:util';
import type { Raster } from '../../electron/engine/imaging/raster.ts';
import type { ScoreLists } from '../../electron/engine/metrics/paired-comparison.ts';
import { comparePaired, comparisonInWords } from '../../electron/engine/metrics/paired-comparison.ts';
import { psnr } from '../../electron/engine/metrics/psnr.ts';
import { ssim } from '../../electron/engine/metrics/ssim.ts';
import { summarise } from '../../electron/engine/metrics/summary.ts';
import { microgan } from '../../electron/engine/recipes/microgan.ts';
import type { PairFeed } from '../../electron/engine/recipes/recipe.ts';
import { loadTensorFlow } from '../../electron/engine/runtime/tensorflow.ts';
import { haveBloodCells, loadBloodCells } from '../integration/training/blood-cells.ts';

interface Scores {
  ssim: number;
  psnr: number;
}

/** Means over the cells of each held-out photo. */
type PhotoScores = Map<string, Scores>;

interface Outcome {
  loss: string;
  seed: number;
  secondsAStep: number;
  photos: PhotoScores;
}

const metrics = [
  { id: 'ssim', label: 'SSIM', unit: '' },
  { id: 'psnr', label: 'PSNR', unit: 'dB' },
] as const;

/** @param image what stands for a cell: its input, or what a generator makes of it. */
async function score(feed: PairFeed, image: (input: Raster) => Promise<Raster>): Promise<PhotoScores> {
  const cells = new Map<string, Scores[]>();
  for (const id of feed.ids('test')) {
    const { input, truth } = await feed.load(id);
    const { data } = await image(input);
    const context = { width: truth.width, height: truth.height, channels: truth.channels, dataRange: 255 };
    const own = { ssim: ssim(data, truth.data, context), psnr: psnr(data, truth.data, context) };
    const photo = id.split(' ')[0] as string;
    cells.set(photo, [...(cells.get(photo) ?? []), own]);
  }
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return new Map(
    [...cells].map(([photo, own]) => [
      photo,
      { ssim: mean(own.map((cell) => cell.ssim)), psnr: mean(own.map((cell) => cell.psnr)) },
    ]),
  );
}

async function train(feed: PairFeed, loss: string, seed: number, steps: number): Promise<Outcome> {
  const own = { contentLoss: loss, stepLimit: steps, warmUpSteps: steps };
  const parameters = { ...microgan.presets['quick'], ...own };
  const trainer = await microgan.createTrainer({ parameters, seed, feed });
  const start = performance.now();
  for (let step = 0; step < trainer.totalSteps; step += 1) await trainer.step(step);
  const secondsAStep = (performance.now() - start) / 1000 / trainer.totalSteps;
  const photos = await score(feed, (input) => trainer.translate(input));
  trainer.dispose();
  return { loss, seed, secondsAStep, photos };
}

const meanOf = (photos: PhotoScores, id: keyof Scores): string => {
  const { mean, sd } = summarise([...photos.values()].map((scores) => scores[id]));
  const digits = id === 'ssim' ? 4 : 2;
  return `${mean.toFixed(digits)} ± ${sd.toFixed(digits)}`;
};

/** The first loss against each other one, seed by seed. */
function compare(outcomes: Outcome[], losses: string[], seed: number): string[] {
  const [first, ...others] = losses.map((loss) =>
    outcomes.find((outcome) => outcome.loss === loss && outcome.seed === seed),
  );
  if (!first) return [];
  const lists = others.flatMap((other) =>
    metrics.map(({ id, label, unit }) => {
      const values = (outcome: Outcome): number[] => [...outcome.photos.values()].map((scores) => scores[id]);
      const list: ScoreLists = {
        label: `${label}, seed ${seed}`,
        unit,
        better: 'higher',
        first: values(first),
        second: other ? values(other) : [],
      };
      return { list, name: other?.loss ?? '' };
    }),
  );
  const compared = comparePaired(lists.map(({ list }) => list));
  return lists.map(({ list, name }, i) =>
    comparisonInWords(list, compared[i] as (typeof compared)[number], { first: first.loss, second: name }),
  );
}

const { values: options } = parseArgs({
  options: {
    steps: { type: 'string', default: '2000' },
    photos: { type: 'string', default: '60' },
    seeds: { type: 'string', default: '1,2' },
    losses: { type: 'string', default: 'structure,l1' },
    json: { type: 'boolean', default: false },
  },
});
if (!haveBloodCells) throw new Error('This needs the stained blood photos in ../shared/data/bccd.');
await loadTensorFlow();
const losses = options.losses.split(',');
const seeds = options.seeds.split(',').map(Number);
const feed = await loadBloodCells(Number(options.photos));
const input = await score(feed, async (image) => image);
const outcomes: Outcome[] = [];
const lines = [
  `input: SSIM ${meanOf(input, 'ssim')}, PSNR ${meanOf(input, 'psnr')} dB (${input.size} photos)`,
];
for (const seed of seeds) {
  for (const loss of losses) {
    const outcome = await train(feed, loss, seed, Number(options.steps));
    outcomes.push(outcome);
    const { photos, secondsAStep } = outcome;
    const time = `${Math.round(1000 * secondsAStep)} ms a step`;
    lines.push(
      `${loss}, seed ${seed}: SSIM ${meanOf(photos, 'ssim')}, PSNR ${meanOf(photos, 'psnr')} dB, ${time}`,
    );
    process.stderr.write(`${lines.at(-1)}\n`);
  }
  lines.push(...compare(outcomes, losses, seed));
}
const table = outcomes.map((outcome) => ({ ...outcome, photos: Object.fromEntries(outcome.photos) }));
process.stdout.write(
  options.json
    ? `${JSON.stringify({ input: Object.fromEntries(input), runs: table }, null, 2)}\n`
    : `${lines.join('\n')}\n`,
);
