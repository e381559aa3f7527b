import { z } from 'zod';

/** Why a call failed; the caller decides by the code, the person reads the message. */
export const errorCodes = ['invalid-input', 'not-found', 'cancelled', 'out-of-memory', 'internal'] as const;
export type ErrorCode = (typeof errorCodes)[number];

export const errorSchema = z.object({
  code: z.enum(errorCodes),
  /** One sentence: what happened, to which file, what to do. */
  message: z.string(),
  /** The file concerned, where there is one. */
  file: z.string().optional(),
});
export type ErrorShape = z.infer<typeof errorSchema>;

/** The only error that crosses a process border; everything else becomes `internal`. */
export class AbbeError extends Error {
  readonly code: ErrorCode;
  readonly file: string | undefined;

  constructor(code: ErrorCode, message: string, options: { file?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AbbeError';
    this.code = code;
    this.file = options.file;
  }

  toShape(): ErrorShape {
    return {
      code: this.code,
      message: this.message,
      ...(this.file === undefined ? {} : { file: this.file }),
    };
  }

  static from(shape: ErrorShape): AbbeError {
    return new AbbeError(shape.code, shape.message, shape.file === undefined ? {} : { file: shape.file });
  }

  /** Any thrown value as an AbbeError; RangeError and TypeError of pure mathematics become `invalid-input`. */
  static wrap(thrown: unknown): AbbeError {
    if (thrown instanceof AbbeError) return thrown;
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    if (thrown instanceof Error && thrown.name === 'AbortError') {
      return new AbbeError('cancelled', 'Cancelled.', { cause: thrown });
    }
    if (/OOM|out of memory|Array buffer allocation failed|bad_alloc/i.test(message)) {
      return new AbbeError('out-of-memory', `Not enough memory: ${message}`, { cause: thrown });
    }
    if (thrown instanceof RangeError) return new AbbeError('invalid-input', message, { cause: thrown });
    return new AbbeError('internal', message, { cause: thrown });
  }
}
