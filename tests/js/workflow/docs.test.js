/** The workflow of the documentation is right, and runs as it stands; the reference names what there is. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { COMMAND_KEYS, STEP_COMMANDS } from '../../../js/workflow/shape.js';
import { CHECKOUT } from '../stand-ins/sandbox.js';
import { withWorkflow } from './workflows.js';

/** @param {string} page */
const page = (page) => readFileSync(join(CHECKOUT, 'docs', page), 'utf8');
const [, EXAMPLE] = /** @type {RegExpExecArray} */ (/^```yaml\n([\s\S]*?)^```/m.exec(page('how-to/run-a-workflow.md')));

describe('the workflow of the how-to', () => {
  it('is right', async (t) => {
    const { lev } = await withWorkflow(t, EXAMPLE);
    assert.equal((await lev('validate ship.yaml')).out, 'ship.yaml: release-check, 4 steps, nothing wrong\n');
  });

  it('runs, and does what the page says', async (t) => {
    const { lev, sidecar } = await withWorkflow(t, EXAMPLE);
    const { code, out } = await lev('run ship.yaml --input topic=retries');
    assert.equal(code, 0);
    assert.match(out, /done {3}likely[^\n]*\n {2}done {3}before[^\n]*\n {2}done {3}around[^\n]*\n {2}shown {2}read\n {2}shown {2}changelog/);
    assert.deepEqual([sidecar.bodyOf('POST /v1/search').words, sidecar.bodyOf('POST /v1/related').file ?? sidecar.bodyOf('POST /v1/related').words], ['retries', 'httpx/_client.py']);
  });
});

describe('the reference of workflows', () => {
  it('names every key of a step that calls a command, and every command', () => {
    const section = page('reference/workflows.md').split('## A step that calls a command')[1].split('\n## ')[0];
    const keys = [...section.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`(\w+)`/g)].map(([, key]) => key));
    assert.deepEqual(keys.sort(), [...COMMAND_KEYS].sort());
    for (const command of STEP_COMMANDS) assert.ok(section.includes(`\`${command}\``), command);
  });
});
