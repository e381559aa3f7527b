import type { Handlers } from '../../contract/calls.ts';
import { selfTest } from '../runtime/self-test.ts';
import type { EngineContext } from './context.ts';

export function systemHandlers(context: EngineContext): Pick<Handlers, 'system.info' | 'system.doctor'> {
  return {
    'system.info': () => context.systemInfo(),
    'system.doctor': async () => {
      const info = await context.systemInfo();
      return { ...info, selfTest: await selfTest() };
    },
  };
}
