/** What `preload` prints. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderFiles, renderPreparations } from '../../js/render/preparations.js';

const terminal = /** @type {any} */ ({ width: 120, color: false });
const here = { context: 'p: src', project: '/p', probability: 1, why: 'you are at it', files: ['a.py', 'b.py'], commands: [], tools: [], run: null };
const anywhere = { ...here, context: 'anywhere', project: '', probability: 0.5, why: 'common', files: ['/p/b.py', '/q/c.py'] };

test('a file that is ready in two contexts is named once, where it comes first', () => {
  const answer = { prepared: [here, anywhere] };
  assert.equal(renderFiles(answer), '/p/a.py\n/p/b.py\n/q/c.py');
  assert.equal(renderPreparations(answer, terminal).match(/b\.py/g)?.length, 1);
});

test('a context that adds nothing to those before it is left out', () => {
  const answer = { prepared: [here, { ...anywhere, files: ['/p/a.py'] }] };
  assert.doesNotMatch(renderPreparations(answer, terminal), /anywhere/);
  assert.match(renderPreparations({ prepared: [here, { ...anywhere, files: [], commands: ['git status'] }] }, terminal), /anywhere.*\n {2}run {4}git status/);
});
