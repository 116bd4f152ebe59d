/** `lev jepa whisper`: what was whispered, why, and the one switch for all of it. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSandbox } from './stand-ins/sandbox.js';
import { problem, startSidecar, STATUS, WHISPER } from './stand-ins/sidecar.js';
import { runLev } from './stand-ins/terminal.js';

/** @param {import('node:test').TestContext} t @param {Parameters<typeof startSidecar>[1]} [how] */
async function withSidecar(t, how) {
  const sandbox = createSandbox(t);
  const sidecar = await startSidecar(sandbox.paths, how);
  t.after(sidecar.close);
  return { sandbox, sidecar, lev: (/** @type {string[]} */ ...words) => runLev(['jepa', ...words], sandbox) };
}

describe('lev jepa whisper', () => {
  it('lists what was whispered and what came of it', async (t) => {
    const { lev, sidecar } = await withSidecar(t);
    const { code, out } = await lev('whisper');
    assert.equal(code, 0);
    assert.match(out, /^ {2}4c1f09ab {2}2026-01-0[23] \d\d:\d\d {2}used {2}71 % {2}task_mode {2}httpx\/_client\.py, CHANGELOG\.md\n$/);
    await lev('whisper', 'list', '--withheld', '--k', '5');
    assert.deepEqual(sidecar.calls().filter((call) => call !== 'GET /readyz'), ['GET /v1/whispers?k=20&withheld=false', 'GET /v1/whispers?k=5&withheld=true']);
  });

  it('says that there is none, and that they are off', async (t) => {
    const { lev } = await withSidecar(t, { routes: { 'GET /v1/whispers': () => ({ body: { on: false, whispers: [] } }) } });
    assert.equal((await lev('whisper')).out, 'Nothing was whispered yet.\n\nWhispers are off: nothing is whispered. Switch them on with: lev jepa whisper on\n');
  });

  it('says why one was shown', async (t) => {
    const { lev } = await withSidecar(t);
    const { out } = await lev('whisper', 'why', '4c1f09ab');
    for (const words of ['was read, and what it named then happened', 'task_mode, because of task_given', '71 % are used', 'more than 60 %', 'agent run', 'touched in 4 of 9 commits']) assert.ok(out.includes(words), words);
  });

  it('says why one was withheld, and whether it would have been right', async (t) => {
    const withheld = { ...WHISPER, fate: 'withheld', why: 'another was worth more', channels: [], came_true: true };
    const { lev } = await withSidecar(t, { routes: { 'GET /v1/whispers/4c1f09ab': () => ({ body: withheld }) } });
    const { out } = await lev('whisper', 'why', '4c1f09ab');
    assert.match(out, /was not shown: another was worth more\nIt would have been right/);
  });

  it('dismisses one', async (t) => {
    const { lev, sidecar } = await withSidecar(t);
    const { out } = await lev('whisper', 'dismiss', '4c1f09ab');
    assert.deepEqual(sidecar.bodyOf('POST /v1/whispers/4c1f09ab/receipt'), { dismissed: true });
    assert.match(out, /was dismissed/);
  });

  for (const [word, on] of /** @type {[string, boolean][]} */ ([['off', false], ['on', true]])) {
    it(`switches all of them ${word}`, async (t) => {
      const { lev, sidecar } = await withSidecar(t);
      const { code, out } = await lev('whisper', word);
      assert.deepEqual([code, sidecar.bodyOf('PUT /v1/whispers/switch')], [0, { on }]);
      assert.match(out, new RegExp(`^Whispers are ${word}`));
    });
  }

  it('is told of by status', async (t) => {
    const { lev } = await withSidecar(t, { routes: { 'GET /v1/status': () => ({ body: { ...STATUS, whispers_on: false } }) } });
    assert.match((await lev('status')).out, /Whispers are off: lev jepa whisper on/);
  });

  it('refuses what makes no sense, and says what is expected', async (t) => {
    const { lev } = await withSidecar(t);
    for (const words of ['why', 'dismiss', 'off 4c1f09ab', 'on --withheld', 'why 4c1f09ab --k 3', 'shout']) {
      const { code, err } = await lev('whisper', ...words.split(' '));
      assert.equal(code, 1, words);
      assert.match(err, /whisper|expected/, words);
    }
  });

  it('passes on that a whisper is not known', async (t) => {
    const { lev } = await withSidecar(t, { routes: { 'GET /v1/whispers/x': () => problem(422, 'request_invalid', "there is no whisper 'x'") } });
    const { code, err } = await lev('whisper', 'why', 'x');
    assert.equal(code, 1);
    assert.match(err, /there is no whisper 'x'/);
  });
});
