import type { z } from 'zod';
import { AbbeError } from '../../contract/errors.ts';

/**
 * Parameters checked by their schema, defaults filled.
 * @param what begins the sentence, e.g. "The parameters of MicroGAN".
 * @throws AbbeError invalid-input naming each parameter that does not fit.
 */
export function parseParameters<T>(what: string, schema: z.ZodType<T>, values: unknown): T {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => {
    const text = message.replace(/^Invalid input: /, '');
    return path.length > 0 ? `${path.join('.')} ${text}` : text;
  });
  throw new AbbeError('invalid-input', `${what} cannot be used: ${issues.join('; ')}.`);
}
