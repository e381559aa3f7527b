/**
 * Failures a person can act on. The message is one sentence that says what is wrong and what to do;
 * the launcher prints it alone, without a stack, and leaves with exit code 1.
 */
export class SetupError extends Error {
  /**
   * @param {string} message one sentence: what is wrong and what to do
   * @param {{ code?: string, detail?: string }} [options] `code` lets the ladder of runtimes tell what
   *   failed; `detail` is the tail of the failing program's own output
   */
  constructor(message, { code = 'failed', detail = '' } = {}) {
    super(message);
    this.name = 'SetupError';
    this.code = code;
    this.detail = detail;
  }
}

/** What to type to install a program, in the words of the system at hand. */
export function installHint(program, platform = process.platform) {
  const hints = {
    'g++': {
      linux: 'install it with "sudo apt-get install g++" (or your system\'s package manager)',
      darwin: 'install it with "xcode-select --install"',
    },
    python3: {
      linux: 'install it with "sudo apt-get install python3 python3-pip"',
      darwin: 'install it from python.org or with "brew install python"',
    },
    pip: {
      linux: 'install it with "sudo apt-get install python3-pip"',
      darwin: 'run "python3 -m ensurepip"',
    },
  };
  return hints[program]?.[platform] ?? hints[program]?.linux ?? `install ${program}`;
}

/** Turns what a file-system call threw into a sentence, where the cause is a full disk or a missing right. */
export function fromSystemError(error, doing) {
  if (error instanceof SetupError) return error;
  if (error?.code === 'ENOSPC') {
    return new SetupError(`The disk is full while ${doing}: free some space and run the command again.`, {
      code: 'no-space',
    });
  }
  if (error?.code === 'EACCES' || error?.code === 'EPERM' || error?.code === 'EROFS') {
    return new SetupError(
      `No permission to write ${error.path ?? 'a file'} while ${doing}: make it writable, or point ABBE_CACHE at a folder of your own.`,
      { code: 'no-permission' },
    );
  }
  if (error?.code === 'ENOTDIR' || error?.code === 'EEXIST') {
    return new SetupError(
      `${error.path ?? 'A path'} is not a folder, while ${doing}: remove it, or point ABBE_CACHE at a folder of your own.`,
      { code: 'not-a-folder' },
    );
  }
  return error;
}
