import { z } from 'zod';

/** Bounded: it comes from the page. */
const requestSchema = z.object({
  name: z.string().min(1).max(4096),
  formats: z
    .array(
      z.object({
        name: z.string().min(1).max(100),
        extensions: z
          .array(z.string().regex(/^[\w-]+(\.[\w-]+)*$/))
          .min(1)
          .max(20),
      }),
    )
    .min(1)
    .max(20),
});

export interface Filter {
  name: string;
  extensions: string[];
}

/** What a save dialog is opened with. @throws Error where the page's request is malformed */
export function saveDialog(given: unknown): { defaultPath: string; filters: Filter[] } {
  const { name, formats } = requestSchema.parse(given);
  return { defaultPath: name, filters: formats };
}

/** On Linux the dialog leaves a name without ending as it is; it gets that of the proposed format. */
export function withExtension(path: string, formats: readonly Filter[]): string {
  const lower = path.toLowerCase();
  const known = formats.some(({ extensions }) =>
    extensions.some((extension) => lower.endsWith(`.${extension}`)),
  );
  const first = formats[0]?.extensions[0];
  return known || first === undefined ? path : `${path}.${first}`;
}
