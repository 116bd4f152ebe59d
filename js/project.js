/** Which project a command is about: the repository that a folder belongs to. */

import { existsSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { LevError } from './errors.js';

/**
 * The given project, or the repository of the current folder, or null outside of any.
 * @param {{project?: string}} options
 * @param {{cwd: string}} around
 * @returns {string | null} An absolute path.
 */
export function projectOf({ project }, { cwd }) {
  if (project === undefined) return repositoryOf(cwd);
  const folder = resolve(cwd, project);
  return repositoryOf(folder) ?? folder;
}

/**
 * The same for a command that reads the project: the folder must be there.
 * @param {{project?: string}} options
 * @param {{cwd: string}} around
 * @returns {string | null} An absolute path.
 * @throws {LevError} `option_invalid`.
 */
export function presentProjectOf({ project }, { cwd }) {
  const isFolder = project === undefined || statSync(resolve(cwd, project), { throwIfNoEntry: false })?.isDirectory();
  if (!isFolder) throw new LevError('option_invalid', `--project is ${JSON.stringify(project)}: expected a folder that exists`);
  return projectOf({ project }, { cwd });
}

/**
 * Name a file as the project does: relative to its root.
 * @param {string} path As the user wrote it.
 * @param {string | null} project
 * @param {string} cwd
 * @returns {string}
 */
export function nameInProject(path, project, cwd) {
  if (!project) return path;
  const here = resolve(cwd, path);
  if (!existsSync(here) && existsSync(resolve(project, path))) return relative(project, resolve(project, path));
  const name = relative(project, here);
  return leadsOut(name) ? path : name.split(sep).join('/');
}

/**
 * Whether a name that `nameInProject` gave is of no file of the project.
 * @param {string} name
 */
export function leadsOut(name) {
  return name === '..' || name.startsWith(`..${sep}`) || isAbsolute(name);
}

/**
 * The nearest folder upwards that holds `.git`, or is a bare repository.
 * @param {string} folder
 * @returns {string | null}
 */
function repositoryOf(folder) {
  if (existsSync(join(folder, '.git')) || isBare(folder)) return folder;
  const parent = dirname(folder);
  return parent === folder ? null : repositoryOf(parent);
}

/**
 * What git looks for where there is no `.git`; the folder of that name itself belongs to the one around it.
 * @param {string} folder
 */
function isBare(folder) {
  return basename(folder) !== '.git' && ['HEAD', 'objects', 'refs'].every((name) => existsSync(join(folder, name)));
}
