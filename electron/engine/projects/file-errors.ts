import { AbbeError } from '../../contract/errors.ts';

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full; free some space and try again',
  EDQUOT: 'your disk quota is used up; free some space and try again',
  EACCES: 'you have no permission; choose another folder or change its permissions',
  EPERM: 'the system does not permit it; choose another folder or change its permissions',
  EROFS: 'the disk is read-only; choose another folder',
  ENOTDIR: 'a part of its path is a file, not a folder; choose another folder',
  EEXIST: 'a file of that name is in the way; choose another folder',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
  EISDIR: 'it is a folder where a file is expected',
};

/** A system error as one sentence naming the file; AbbeErrors pass unchanged. */
export function fileError(file: string, what: 'read' | 'written' | 'created', thrown: unknown): AbbeError {
  if (thrown instanceof AbbeError) return thrown;
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' && what === 'read') {
    return new AbbeError('not-found', `${file} does not exist; check the path.`, { file, cause: thrown });
  }
  const reason = reasons[code] ?? (thrown instanceof Error ? thrown.message : String(thrown));
  return new AbbeError('invalid-input', `${file} cannot be ${what}: ${reason}.`, { file, cause: thrown });
}

/** Whether a system error says that a file is not there. */
export function isMissing(thrown: unknown): boolean {
  const code = (thrown as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
