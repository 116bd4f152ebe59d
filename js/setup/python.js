/** Finds a Python that is new enough to make the environment with. */

import { LevError } from '../errors.js';
import { run } from './run.js';

const OLDEST = Object.freeze([3, 11]);
const NAMES = Object.freeze(['python3.11', 'python3', 'python', 'python3.12', 'python3.13', 'python3.14']);
const PROBE = "import sys; print('found %d.%d.%d' % sys.version_info[:3])";

/**
 * @param {import('../surroundings.js').Surroundings} around
 * @returns {Promise<{program: string, version: string}>}
 * @throws {LevError} `setup_python_missing`, with what was found instead.
 */
export async function findPython(around) {
  const tooOld = [];
  for (const program of NAMES) {
    const version = await pythonVersion(around, program);
    if (version && isNewEnough(version)) return { program, version };
    if (version) tooOld.push(`${program} is ${version}`);
  }
  const found = tooOld.length > 0 ? tooOld.join(', ') : `none of ${NAMES.join(', ')} runs`;
  throw new LevError('setup_python_missing', `Python ${OLDEST.join('.')} or newer is needed; ${found}. Install it (Debian and Ubuntu: apt install python3.11 python3.11-venv; macOS: brew install python@3.11) and try again`);
}

/**
 * The version of the Python that a name starts, or undefined where it starts none.
 * @param {import('../surroundings.js').Surroundings} around
 * @param {string} program
 * @returns {Promise<string | undefined>}
 */
export async function pythonVersion(around, program) {
  const { code, output } = await run(around, [program, '-I', '-c', PROBE]);
  return code === 0 ? /^found (\S+)$/m.exec(output)?.[1] : undefined;
}

/**
 * @param {string} version Such as `3.11.7`.
 * @returns {boolean}
 */
export function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
