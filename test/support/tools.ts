/** A program that some tests need: where it is, or why it is not there and how to get it. */
export type Tool = { path: string } | { missing: string };

/** The part of vitest's test context that a skip needs. */
interface Skippable {
  skip(note?: string): never;
}

/**
 * The tool's path. Where it is missing the test is skipped with the reason; under CI, where everything is
 * meant to be installed, it fails instead. Call it at the start of a test or in `beforeEach`.
 * @throws {Error} under CI, when the tool is missing
 */
export function pathOf(tool: Tool, context: Skippable): string {
  if ('path' in tool) return tool.path;
  if (process.env['CI'] === 'true') throw new Error(tool.missing);
  return context.skip(tool.missing);
}
