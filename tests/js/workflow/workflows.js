/** Workflows of tests: texts in the host's shape, and sandboxes in which they run. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSandbox } from '../stand-ins/sandbox.js';
import { startSidecar } from '../stand-ins/sidecar.js';
import { runLev } from '../stand-ins/terminal.js';

/**
 * @param {string} steps YAML of the list, not indented.
 * @param {string} [config] More of `workflow_config`, not indented.
 */
export function workflowText(steps, config = '') {
  const indent = (/** @type {string} */ text, /** @type {number} */ by) => text.trim().split('\n').map((line) => ' '.repeat(by) + line).join('\n');
  return `metadata:\n  type: workflow\n  id: release-check\n  name: Release check\nworkflow_config:\n${config ? `${indent(config, 2)}\n` : ''}  steps:\n${indent(steps, 4)}\n`;
}

/**
 * A sandbox with a sidecar and a workflow; `lev` runs it.
 * @param {import('node:test').TestContext} t
 * @param {string} text Of the workflow.
 * @param {Parameters<typeof startSidecar>[1]} [how]
 */
export async function withWorkflow(t, text, how) {
  const sandbox = createSandbox(t);
  const sidecar = await startSidecar(sandbox.paths, how);
  t.after(sidecar.close);
  writeFileSync(join(sandbox.repository, 'ship.yaml'), text);
  const lev = (/** @type {string} */ words, /** @type {any} */ more = {}) => runLev(['jepa', 'workflow', ...words.split(' ')], sandbox, more);
  return { sandbox, sidecar, lev, rewrite: (/** @type {string} */ other) => writeFileSync(join(sandbox.repository, 'ship.yaml'), other) };
}
