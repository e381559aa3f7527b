import { expect } from 'vitest';
import { AbbeError } from '../../../electron/contract/errors.ts';
import { openSource } from '../../../electron/engine/formats/open-source.ts';
import type { OpenOptions, PixelSource } from '../../../electron/engine/formats/pixel-source.ts';

/** Opens a file for as long as `use` takes. */
export async function using<T>(
  file: string,
  use: (source: PixelSource) => Promise<T>,
  options?: OpenOptions,
): Promise<T> {
  const source = await openSource(file, options);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

/** The sentence with which a file is refused, at opening or while it is used. */
export async function refusal(
  file: string,
  use = async (_: PixelSource): Promise<unknown> => null,
  options?: OpenOptions,
): Promise<string> {
  const thrown: unknown = await using(file, use, options).then(
    () => null,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(AbbeError);
  const { code, message, file: named } = thrown as AbbeError;
  expect({ code, named }).toEqual({ code: 'invalid-input', named: file });
  expect(message).toContain(file);
  return message;
}
