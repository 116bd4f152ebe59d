/** `related`: which files and commands go with a file or with some words. It learns nothing. */

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { LevError } from '../errors.js';
import { nameInProject, presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

const LOOKS_LIKE_A_PATH = /^\S*(\/\S*[^/\s]|[^/\s]\.[A-Za-z]\w*)$/;

/**
 * @param {import('../perform.js').Asked} asked
 * @param {import('../perform.js').Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options, words: { about } }, around) {
  if (!about?.trim()) throw new LevError('option_invalid', 'related has nothing to go by: name a file, or give words, as in: lev jepa related "retry after"');
  const project = presentProjectOf(options, around);
  const question = questionFrom(about, project, around.cwd);
  const sidecar = await reachSidecar(around);
  const data = await sidecar.request('POST', '/v1/related', { project, ...question, k: options.k });
  return { data, text: () => render(data, question, around) };
}

/**
 * A file, where one of that name is there or it looks like a path; else words. A folder is words: those of its name.
 * @param {string} about
 * @param {string | null} project
 * @param {string} cwd
 * @returns {{file: string} | {words: string}}
 */
function questionFrom(about, project, cwd) {
  const found = [resolve(cwd, about), ...(project ? [resolve(project, about)] : [])].map((path) => statSync(path, { throwIfNoEntry: false }));
  const isFile = found.some((stat) => stat?.isFile()) || (LOOKS_LIKE_A_PATH.test(about) && !found.some((stat) => stat?.isDirectory()));
  return isFile ? { file: nameInProject(about, project, cwd) } : { words: about };
}

/**
 * @param {any} data
 * @param {{file?: string, words?: string}} question
 * @param {import('../perform.js').Surroundings} around
 */
async function render(data, question, { terminal }) {
  const { renderRelated } = await import('../render/related.js');
  return renderRelated(data, { question, terminal });
}
