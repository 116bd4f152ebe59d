/** `lev jepa organize`: what is shown, asked and moved. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSandbox } from './stand-ins/sandbox.js';
import { startSidecar } from './stand-ins/sidecar.js';
import { runLev } from './stand-ins/terminal.js';

const MOVE = {
  id: '5f0c2e', path: 'api/token_cache.py', to: 'auth/token_cache.py', count: 8, of: 8, beside: 0, risk: 'look at imports', digest: 'd'.repeat(64), why_not: null,
  reasons: [{ by: 'co-change', words: 'it changed with token.py' }, { by: 'meaning', words: 'its name shares token' }, { by: 'structure', words: 'auth holds files of the same kind (.py)' }],
};

/** @param {import('node:test').TestContext} t @param {any} move */
async function withMove(t, move = MOVE) {
  const sandbox = createSandbox(t);
  const sidecar = await startSidecar(sandbox.paths, {
    routes: {
      'GET /v1/organization': () => ({ body: { project: '/p', name: 'httpx', commits: 48, files: 4, moves: [move] } }),
      'POST /v1/organization/apply': () => ({ body: { id: MOVE.id, title: `${MOVE.path} -> ${MOVE.to}`, state: 'applied', files: [] } }),
      'POST /v1/organization/undo': () => ({ body: { id: MOVE.id, title: `${MOVE.path} -> ${MOVE.to}`, state: 'undone', files: [] } }),
    },
  });
  t.after(sidecar.close);
  return { sidecar, lev: (/** @type {string[]} */ ...words) => runLev(['jepa', 'organize', ...words], sandbox) };
}

describe('lev jepa organize', () => {
  it('shows moves with the reasons by name, and how to make one', async (t) => {
    const { lev } = await withMove(t);
    const { code, out } = await lev();
    assert.equal(code, 0);
    for (const words of ['5f0c2e  api/token_cache.py -> auth/token_cache.py', 'co-change: it changed', 'meaning: its name', 'structure: auth holds', 'organize --apply 5f0c2e']) assert.ok(out.includes(words), words);
  });

  it('says why one cannot be moved now, and refuses to', async (t) => {
    const { lev, sidecar } = await withMove(t, { ...MOVE, why_not: 'git is in the middle of a merge: end it first' });
    assert.match((await lev()).out, /! it cannot be moved now: git is in the middle of a merge/);
    const { code, err } = await lev('--apply', MOVE.id, '--yes');
    assert.equal(code, 1);
    assert.match(err, /was not moved: git is in the middle of a merge/);
    assert.ok(!sidecar.calls().includes('POST /v1/organization/apply'));
  });

  it('moves nothing without a word, and with --yes what was shown', async (t) => {
    const { lev, sidecar } = await withMove(t);
    assert.equal((await lev('--apply', MOVE.id)).code, 1);
    assert.ok(!sidecar.calls().includes('POST /v1/organization/apply'));
    const { code, out } = await lev('--apply', MOVE.id, '--yes');
    assert.equal(code, 0);
    assert.equal(sidecar.bodyOf('POST /v1/organization/apply').digest, MOVE.digest);
    assert.match(out, /^Moved api\/token_cache.py -> auth\/token_cache.py\. Move it back with: lev jepa organize --undo 5f0c2e/);
  });

  it('moves back', async (t) => {
    const { lev, sidecar } = await withMove(t);
    assert.match((await lev('--undo', MOVE.id)).out, /^Moved back/);
    assert.deepEqual(sidecar.bodyOf('POST /v1/organization/undo'), { id: MOVE.id });
    assert.match((await lev('--undo', MOVE.id, '--apply', MOVE.id)).err, /expected one of them/);
  });
});
