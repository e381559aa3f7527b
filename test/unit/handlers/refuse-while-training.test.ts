import { describe, expect, it } from 'vitest';
import type { EngineContext } from '../../../electron/engine/handlers/context.ts';
import { digitHandlers } from '../../../electron/engine/handlers/digits.ts';
import { measureHandlers } from '../../../electron/engine/handlers/measure.ts';

const call = { signal: new AbortController().signal, progress: () => undefined };
const contextWhere = (isTraining: boolean) => ({ runs: { isTraining } }) as unknown as EngineContext;
const files = { images: '/nowhere/images.idx3-ubyte', labels: '/nowhere/labels.idx1-ubyte' };

describe('what would share the machine with a run that trains', () => {
  it('is refused in one sentence: the digits', async () => {
    await expect(digitHandlers(contextWhere(true))['digits.check'](files, call)).rejects.toMatchObject({
      code: 'invalid-input',
      message:
        'A run is being trained, and the check trains networks of its own beside it: stop it or wait for it.',
    });
  });

  it('is refused in one sentence: measuring', async () => {
    const measured = measureHandlers(contextWhere(true))['recipe.measure']({ recipe: 'microgan' }, call);
    await expect(measured).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'A run is being trained, which would slow down what is measured: stop it or wait for it.',
    });
  });

  it('goes on where none trains, to the files it cannot find', async () => {
    const checked = digitHandlers(contextWhere(false))['digits.check'](files, call);
    await expect(checked).rejects.toThrow(`${files.labels} does not exist`);
  });
});
