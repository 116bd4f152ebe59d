/** `lev jepa optimize`: applying after a question, undoing, and saying who applied what. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSandbox } from './stand-ins/sandbox.js';
import { startSidecar } from './stand-ins/sidecar.js';
import { runLev } from './stand-ins/terminal.js';

const AUTONOMOUS = { enabled: true, most_risk: 'low', forms: ['alias'], scopes: ['own'], most_a_day: 1, own: true, projects: [], why_not: null };
const RECORD = { id: 'a1b2c3', form: 'alias', title: 'gs: git status --short', by: 'autonomous', permit: 'optimize.autonomous: risk low at most, alias; consent autonomous everywhere', risk: 'low', time: 1767345120, state: 'undone', undone: 1767345720, project: null, files: ['/home/ada/.config/x.sh'], predicted_events: 0, predicted_acts: 1000 };

/** @param {import('node:test').TestContext} t @param {any} audit */
async function auditOf(t, audit) {
  const sandbox = createSandbox(t);
  const sidecar = await startSidecar(sandbox.paths, { routes: { 'GET /v1/optimize/audit': () => ({ body: audit }) } });
  t.after(sidecar.close);
  return runLev(['jepa', 'optimize', '--audit'], sandbox);
}

describe('lev jepa optimize --audit', () => {
  it('says on whose word each change was made, what allowed it, and what became of it', async (t) => {
    const { code, out } = await auditOf(t, { autonomous: AUTONOMOUS, records: [RECORD, { ...RECORD, id: '0f9e8d', by: 'user', permit: '', state: 'applied', undone: null }] });
    assert.equal(code, 0);
    assert.match(out, /^Applied by itself: alias, risk low at most, 1 change a day, in your own files\n\n/);
    assert.match(out, /a1b2c3 {2}2026-01-02 09:12 {2}by itself {5}risk low {2}undone 2026-01-02 09:22 {2}gs: git status --short/);
    assert.match(out, /0f9e8d {2}2026-01-02 09:12 {2}on your word {2}risk low {2}applied/);
    assert.match(out, /\n {2}a1b2c3 allowed by optimize\.autonomous: risk low at most, alias; consent autonomous everywhere\n$/);
  });

  it('says why nothing is applied by itself', async (t) => {
    const { out } = await auditOf(t, { autonomous: { ...AUTONOMOUS, enabled: false, why_not: 'it is switched off: optimize.autonomous.enabled' }, records: [] });
    assert.equal(out, 'Nothing is applied by itself: it is switched off: optimize.autonomous.enabled\n\nNothing was ever applied.\n');
  });
});
