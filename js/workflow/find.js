/** Finds workflows below a folder, right or wrong; it follows no links and looks into no hidden folders. */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { asLevError, LevError, systemCode } from '../errors.js';
import { WORKFLOW_BYTES, WORKFLOW_FILES_SEEN, WORKFLOW_FOLDERS_DEEP } from '../limits.js';
import { readWorkflowFile } from './reading.js';
import { isWorkflow, requireWorkflow } from './validate.js';

/**
 * @typedef {object} Found
 * @property {string} file Relative to the folder.
 * @property {import('./shape.js').Workflow | null} workflow Null where it is wrong.
 * @property {string | null} problem Why it is wrong.
 */

const SKIPPED = new Set(['node_modules', '__pycache__', 'venv']);

/** What every workflow says somewhere; the others need not be read as YAML. */
const SAYS_WORKFLOW = /type["']?\s*:\s*["']?workflow\b/;

/**
 * @param {string} folder
 * @returns {Found[]} By file name.
 * @throws {LevError} `file_unreadable`: there is no such folder.
 */
export function findWorkflows(folder) {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new LevError('file_unreadable', `${folder} is no folder: expected one to look for workflows in`);
  return [...yamlFiles(folder)].flatMap((path) => look(path, relative(folder, path)) ?? []).sort((one, other) => (one.file < other.file ? -1 : 1));
}

/**
 * @param {string} path
 * @param {string} file
 * @returns {Found | undefined} Undefined of what is no workflow.
 */
function look(path, file) {
  if (!saysWorkflow(path)) return undefined;
  const reading = readWorkflowFile(path, file);
  if (reading.problems.length === 0 && !isWorkflow(reading)) return undefined;
  try {
    return { file, workflow: requireWorkflow(reading), problem: null };
  } catch (error) {
    return { file, workflow: null, problem: asLevError(error).message };
  }
}

/** @param {string} path */
function saysWorkflow(path) {
  try {
    return statSync(path).size <= WORKFLOW_BYTES && SAYS_WORKFLOW.test(readFileSync(path, 'utf8'));
  } catch {
    return false; // not ours to read
  }
}

/**
 * @param {string} root
 * @returns {Generator<string>}
 */
function* yamlFiles(root) {
  let left = WORKFLOW_FILES_SEEN;
  const waiting = [{ folder: root, depth: 0 }];
  for (let here = waiting.shift(); here && left > 0; here = waiting.shift()) {
    for (const entry of entriesOf(here.folder)) {
      left -= 1;
      const path = join(here.folder, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name) && here.depth < WORKFLOW_FOLDERS_DEEP) waiting.push({ folder: path, depth: here.depth + 1 });
      else if (entry.isFile() && /\.ya?ml$/.test(entry.name)) yield path;
    }
  }
}

/** @param {string} folder */
function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return []; // not ours to read
  }
}
