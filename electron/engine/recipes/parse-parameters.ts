import type { z } from 'zod';
import { AbbeError } from '../../contract/errors.ts';

/** Checked parameters with defaults filled. @throws AbbeError invalid-input naming each wrong parameter. */
export function parseParameters<T>(schema: z.ZodType<T>, parameters: unknown): T {
  const result = schema.safeParse(parameters);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  throw new AbbeError('invalid-input', `These parameters do not fit: ${problems.join('; ')}.`);
}
