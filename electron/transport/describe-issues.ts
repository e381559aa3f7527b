import type { z } from 'zod';

/** What is wrong with a value, in one line that names each field: `seed: expected int, received string`. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .map((issue) => {
      const field = issue.path.map(String).join('.');
      const text = issue.message.replace(/^Invalid input: /, '');
      return field ? `${field}: ${text}` : text;
    })
    .join('; ');
}
