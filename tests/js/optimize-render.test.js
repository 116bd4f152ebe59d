/** What `optimize` prints. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderAdvice, renderProposal, renderReport } from '../../js/render/optimize.js';
import { renderOrganization } from '../../js/render/organization.js';
import { renderUnderstanding } from '../../js/render/understanding.js';

const terminal = /** @type {any} */ ({ width: 120, color: false });

/** @param {object} [facts] @returns {any} */
function proposal(facts) {
  const saving = { uses: 20, events: 20, low: 12.2, high: 27.8, keys: 0, seconds: null };
  return {
    id: 'a1b2c3', form: 'git_hook', title: 'pre-commit warns when Cargo.lock is left out beside Cargo.toml', waste: 'missing_companion',
    diff: '--- /dev/null\n+++ b/p/.git/hooks/pre-commit\n@@ -0,0 +1 @@\n+#!/bin/sh\n', predicted: saving, ahead: 100, unit: 'commit',
    replayed: { ...saving, events: 6, uses: 6 }, confidence: 0.9, risk: 'medium', because: [], members: [],
    evidence: [{ id: '0123456789abcdef', activity: 'Cargo.lock', case: '86564cd00', time: 1.7e9 }], ...facts,
  };
}

test('what commits use saves commits, and what is typed saves acts', () => {
  const advice = { name: 'fd', acts: 0, commits: 1576, proposals: [proposal(), proposal({ unit: 'act' })], findings: [] };
  const printed = renderAdvice(advice, terminal);
  assert.match(printed, / {2}a1b2c3 {2}pre-commit warns when Cargo\.lock is left out/);
  assert.match(printed, /saves 20 of the next 100 commits \(12 to 28\); confidence 90 %, risk medium/);
  assert.match(printed, /saves 20 of the next 100 \(12 to 28\)/);
});

test('a proposal is shown with the events that it is for and its diff', () => {
  const printed = renderProposal(proposal());
  assert.match(printed, /replayed: 6 events in 6 uses/);
  assert.match(printed, /2023-11-14 {2}Cargo\.lock {2}\(012345678\)/);
  assert.match(printed, /\+#!\/bin\/sh$/);
});

test('a patch of a workflow says what was found and where, and that its saving is not measured', () => {
  const patch = proposal({ form: 'workflow_patch', predicted: null, replayed: null, confidence: null, evidence: [], because: ['.github/workflows/ci.yml:12: actions/setup-node@v4 keeps no npm packages'] });
  assert.match(renderProposal(patch), /\nsaving not measured; risk medium\n\nFound\n {2}\.github\/workflows\/ci\.yml:12: actions/);
  assert.match(renderAdvice({ name: 'fd', acts: 0, commits: 1, proposals: [patch], findings: [] }, terminal), /saving not measured; risk medium/);
});

test('several names are shown with what each stands for and the id that applies it alone', () => {
  const set = proposal({ title: '2 names: cl, mt', because: ['cl: cd "$1" && ls: 78 times'], members: [proposal({ id: 'b1b2c3', title: 'cl: cd "$1" && ls' }), proposal({ id: 'c1b2c3', title: 'mt: make && make test' })] });
  assert.match(renderProposal(set), /\n\nMade of these; each can be applied alone, by its id\n {2}b1b2c3 {2}cl: cd "\$1" && ls\n {2}c1b2c3 {2}mt: make && make test\n\nBecause of\n/);
});

test('the report says what was foretold, and where nothing was done since', () => {
  const alias = { id: 'a1b2c3', title: 'gs: git status', time: 1.7e9, acts: 5, uses: 2, foretold: null, realised: 0, foretold_keys: 20, realised_keys: 16, remove: false };
  const printed = renderReport({ applied: [alias, { ...alias, id: 'b1b2c3', acts: 0, foretold: 0 }] });
  assert.match(printed, /a1b2c3 {2}2023-11-14 {2}foretold 20 keystrokes {2}saved 16 keystrokes {2}gs/);
  assert.match(printed, /b1b2c3 {2}2023-11-14 {2}foretold 0 +nothing done since +gs/);
});

test('of a repository that is not learnt it is said that nothing was looked at', () => {
  const advice = { name: 'fd', acts: 0, commits: 0, proposals: [], findings: [] };
  assert.match(renderAdvice(advice, terminal), /looked at\n\? no commit of it is learnt yet: lev jepa learn\n/);
  assert.doesNotMatch(renderAdvice({ ...advice, name: null }, terminal), /\?/);
  const organized = { name: 'fd', commits: 0, files: 0, moves: [] };
  assert.equal(renderOrganization(organized), 'fd · 0 files, 0 commits\n? no commit of it is learnt yet: lev jepa learn');
  assert.match(renderOrganization({ ...organized, commits: 2 }), /No file is clearly better elsewhere/);
  const understood = { name: 'fd', author: null, agent: null, acts: 0, commits: 0, first: null, last: null, insights: [], graph: null };
  assert.match(renderUnderstanding(understood), /\n\? no commit of it is learnt yet/);
});

test('what was applied without being foretold says so in the report', () => {
  const applied = [{ id: 'a1b2c3', title: 'ci.yml: end runs', time: 1.7e9, acts: 5, uses: null, foretold: null, realised: null, foretold_keys: null, realised_keys: null, remove: false }];
  assert.match(renderReport({ applied }), /a1b2c3 {2}2023-11-14 {2}not foretold {2}not measured {2}ci\.yml/);
});

test('what comes in bursts says what it would have saved, and foretells nothing', () => {
  const bursts = proposal({ predicted: null, confidence: null });
  assert.match(renderAdvice({ name: 'clap', acts: 0, commits: 1, proposals: [bursts], findings: [] }, terminal), /would have saved 6 commits of late, too unsteadily to foretell more; risk medium/);
});
