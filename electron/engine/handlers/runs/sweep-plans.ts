import { z } from 'zod';
import type { CallContext } from '../../../contract/calls.ts';
import type { RunSweep } from '../../../contract/documents.ts';
import { AbbeError } from '../../../contract/errors.ts';
import type { MethodPayload } from '../../../contract/methods.ts';
import { timeStamp } from '../../projects/layout.ts';
import type { Recipe } from '../../recipes/recipe.ts';
import type { SweepPoint } from '../../training/sweep.ts';
import { expandSweep, sweepName } from '../../training/sweep.ts';
import { taskProgress } from '../task-progress.ts';
import type { Experiment } from './experiment.ts';
import { resolveParameters } from './experiment.ts';
import type { ChosenCheckpoint } from './fine-tune.ts';
import type { RunPlan } from './plan-run.ts';
import { planRun, trainingOf } from './plan-run.ts';

export type SweepRequest = MethodPayload<'run.sweep'>;

/**
 * Plans every run of a sweep; what is wrong with one of them is said before any is made. Runs that differ in their
 * seed alone have the same networks, which are built once.
 * @throws AbbeError invalid-input naming the run that could not start.
 */
export async function sweepPlans(
  experiment: Experiment,
  request: SweepRequest,
  earlier: ({ run: string } & ChosenCheckpoint) | null,
  call: CallContext,
): Promise<RunPlan[]> {
  const { axes, combine = 'grid', preset, parameters: base, options, name = '' } = request;
  const points = expandSweep(axes, combine);
  const titles = titlesOf(experiment.recipe);
  const id = timeStamp(new Date());
  const known = new Map<string, RunPlan>();
  const tell = taskProgress(call, points.length, () => 'Cancelled; no run of the sweep was queued.');
  const plans: RunPlan[] = [];
  for (const [i, point] of points.entries()) {
    const words = sweepName(point, titles);
    await tell(i, `Checking run ${i + 1} of ${points.length}: ${words}`);
    const { seed, own } = withoutSeed(point, request.seed);
    try {
      const parameters = resolveParameters(experiment.recipe, preset, { ...base, ...own });
      const key = JSON.stringify(parameters);
      const sweep: RunSweep = { id, index: i + 1, count: points.length, varies: point };
      const called = name === '' ? words : `${name}: ${words}`;
      const asked = { experiment, parameters, seed, preset, options, name: called, sweep, earlier };
      const { plan, trainer } = await planRun(
        asked,
        trainingOf(experiment, parameters, seed),
        known.get(key),
      );
      trainer?.dispose();
      known.set(key, plan);
      plans.push(plan);
    } catch (thrown) {
      const error = AbbeError.wrap(thrown);
      throw new AbbeError(error.code, `The run with ${words} cannot start: ${error.message}`, {
        cause: thrown,
      });
    }
  }
  return plans;
}

/** @throws AbbeError invalid-input where the sweep varies the seed over what is no whole number. */
function withoutSeed({ seed: varied, ...own }: SweepPoint, usual: number): { seed: number; own: SweepPoint } {
  const seed = varied ?? usual;
  if (Number.isInteger(seed)) return { seed: seed as number, own };
  throw new AbbeError('invalid-input', `The seed ${String(seed)} is no whole number.`);
}

/** What a recipe's parameters are called in forms. */
function titlesOf({ schema }: Recipe): Map<string, string> {
  const { properties = {} } = jsonSchemaOf(schema);
  return new Map(Object.entries(properties).map(([name, { title }]) => [name, title ?? name]));
}

function jsonSchemaOf(schema: Recipe['schema']): { properties?: Record<string, { title?: string }> } {
  return z.toJSONSchema(schema, { io: 'input' }) as ReturnType<typeof jsonSchemaOf>;
}
