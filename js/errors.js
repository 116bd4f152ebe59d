/**
 * The shim's errors. Each carries a stable code from docs/reference/errors.md and words for a person:
 * what was found, what was expected, what to do. It does not know how an error is shown.
 */

/** Something failed, and the user can be told why. */
export class LevError extends Error {
  /**
   * @param {string} code A stable code.
   * @param {string} message What was found, what was expected, what to do.
   * @param {{exitCode?: number, cause?: unknown, status?: number}} [details]
   */
  constructor(code, message, { exitCode = 1, cause, status } = {}) {
    super(message, { cause });
    this.name = 'LevError';
    this.code = code;
    this.exitCode = exitCode;
    this.status = status;
  }
}

/** The person pressed Ctrl-C or the host gave up waiting. */
export class Interrupted extends LevError {
  constructor() {
    super('interrupted', 'interrupted', { exitCode: 130 });
  }
}

/**
 * Turn whatever was thrown into a LevError.
 * @param {unknown} error
 * @returns {LevError}
 */
export function asLevError(error) {
  if (error instanceof LevError) return error;
  if (error instanceof Error && error.name === 'AbortError') return new Interrupted();
  const words = error instanceof Error ? error.message : String(error);
  return new LevError('internal', `unexpected: ${words}. Please report this`, { cause: error });
}

/**
 * The error code of a failed system call, such as `ENOENT`.
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function systemCode(error) {
  const ofASystemCall = error instanceof Error && 'code' in error && error.name !== 'AbortError';
  return ofASystemCall ? String(error.code) : undefined;
}
