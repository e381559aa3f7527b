import { resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { CallContext, Handlers } from '../../contract/calls.ts';
import type { DigitCheck } from '../../contract/digit-methods.ts';
import { AbbeError } from '../../contract/errors.ts';
import type { MethodPayload } from '../../contract/methods.ts';
import { encodePng } from '../formats/png.ts';
import type { Raster } from '../imaging/raster.ts';
import { tripleMontage } from '../imaging/triple-montage.ts';
import { fileError } from '../projects/file-errors.ts';
import { memoryFeed } from '../recipes/memory-feed.ts';
import { digitClasses, digitPairs, labelPicture } from '../recipes/pix2pix-medical/digits.ts';
import type { Digit } from '../recipes/pix2pix-medical/digits.ts';
import type { Trainer } from '../training/trainer.ts';
import type { EngineContext } from './context.ts';
import { readDigits } from './digits/read-digits.ts';
import { recognise } from './digits/recognise.ts';
import { varietyOf } from './digits/variety.ts';
import { findRecipe, resolveParameters } from './runs/experiment.ts';
import { refuseWhileTraining } from './runs/refuse-while-training.ts';
import { taskProgress } from './task-progress.ts';

/** Recognised generated digits that pass. */
const required = 0.9;
/** Generated digits of each class, each by a draw of dropout of its own. */
const perClass = 30;

/** The sanity run of the pix2pix paper on MNIST. */
export function digitHandlers(context: EngineContext): Pick<Handlers, 'digits.check'> {
  return {
    'digits.check': async (payload, call) => {
      refuseWhileTraining(context, 'and the check trains networks of its own beside it');
      return check(context, payload, call);
    },
  };
}

async function check(
  context: EngineContext,
  payload: MethodPayload<'digits.check'>,
  call: CallContext,
): Promise<DigitCheck> {
  const { images, labels, seed = 1, parameters: own = {}, output = null } = payload;
  const started = performance.now();
  const recipe = findRecipe('pix2pix-medical');
  const parameters = resolveParameters(recipe, 'digits', own);
  const digits = await readDigits(resolve(images), resolve(labels), seed);
  await context.systemInfo();
  const trainer = await recipe.createTrainer({
    parameters,
    seed,
    feed: memoryFeed(digitPairs(digits.generator)),
  });
  try {
    const untrained = await generate(trainer, call.signal);
    await train(trainer, call);
    const generated = await generate(trainer, call.signal);
    const scores = await recognise({ digits, generated, untrained, seed }, call);
    const picture = output === null ? null : resolve(output);
    if (picture !== null) await draw(picture, generated, digits.generator);
    return {
      passed: scores.recognised.generated >= required,
      required,
      ...scores,
      variety: varietyOf(generated, digits.generator),
      counts: {
        generated: generated.length,
        generatorTraining: digits.generator.length,
        classifierTraining: digits.classifier.length,
        real: digits.test.length,
      },
      steps: trainer.totalSteps,
      seconds: (performance.now() - started) / 1000,
      picture,
    };
  } finally {
    trainer.dispose();
  }
}

async function train(trainer: Trainer, call: CallContext): Promise<void> {
  const tell = taskProgress(call, trainer.totalSteps);
  for (let step = 0; step < trainer.totalSteps; step += 1) {
    await tell(step, 'Training to make digits');
    const losses = await trainer.step(step);
    if (Object.values(losses).every(Number.isFinite)) continue;
    throw new AbbeError('internal', `The training diverged at step ${step + 1}: lower the learning rate.`);
  }
}

/** Draw k of dropout makes number k of all. */
async function generate(trainer: Trainer, signal: AbortSignal): Promise<Digit[]> {
  const result: Digit[] = [];
  for (let index = 0; index < digitClasses * perClass; index += 1) {
    const label = index % digitClasses;
    const drawn = trainer.dropout ? { signal, sample: index } : { signal };
    result.push({ index, label, image: await trainer.translate(labelPicture(label), drawn) });
  }
  return result;
}

/** A row for each digit: its label, a generated one and a real one. */
async function draw(file: string, generated: readonly Digit[], real: readonly Digit[]): Promise<void> {
  const firstOf = (digits: readonly Digit[], label: number): Raster =>
    digits.find((digit) => digit.label === label)?.image ?? labelPicture(label);
  const rows = Array.from({ length: digitClasses }, (_, label) => ({
    label: String(label),
    input: labelPicture(label),
    result: firstOf(generated, label),
    truth: firstOf(real, label),
  }));
  const picture = await encodePng(await tripleMontage(rows, 'grey', { min: 0, max: 255 }));
  await writeFileAtomic(file, picture).catch((thrown: unknown) => {
    throw fileError(file, 'written', thrown);
  });
}
