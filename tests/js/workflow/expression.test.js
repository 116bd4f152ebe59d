/** Conditions and variables: what they say, and that they are never code. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evaluate, ExpressionError, parseExpression, variablesOf } from '../../../js/workflow/expression.js';
import { expressionsIn, fill } from '../../../js/workflow/template.js';

const VARIABLES = { steps: { look: { success: true, data: { sections: [{ abstained: null, confidence: 0.41 }], name: 'router' } }, 'old-one': { outcome: 'skipped' } }, inputs: { words: 'retry after', empty: [] } };

/** @param {string} text */
const says = (text) => evaluate(parseExpression(text), VARIABLES);

describe('a condition', () => {
  for (const [text, expected] of /** @type {[string, unknown][]} */ ([
    ['steps.look.success', true],
    ['not steps.look.success', false],
    ['steps.look.data.sections[0].confidence >= 0.4 and steps.look.data.sections[0].abstained == null', true],
    ["steps.old-one.outcome == 'skipped' or false", true],
    ['(false or true) and not (1 > 2)', true],
    ['true or false and false', true],
    ["'retry' in inputs.words", true],
    ['inputs.empty.length == 0', true],
    ['inputs.empty', []],
    ['steps.nowhere.data.x', null],
    ['steps.nowhere.data.x > 3', false],
    ["steps['old-one'].outcome != \"done\"", true],
    ['-1 < 0', true],
    ['steps.look.data.sections.length', 1],
  ])) {
    it(`${text} is ${JSON.stringify(expected)}`, () => assert.deepEqual(says(text), expected));
  }

  for (const text of ['', '1 <', 'a b', 'f(1)', 'a = 1', 'a; b', '(true', 'a[b]', '`x`', 'a.(b)', 'not', 'and', '1 + 1', '${a}']) {
    it(`${JSON.stringify(text)} makes no sense`, () => assert.throws(() => parseExpression(text), ExpressionError));
  }

  it('that compares what has no order is an error that names both types', () => {
    assert.throws(() => says('inputs.words > 3'), /a text > a number has no answer/);
    assert.throws(() => says('3 in 4'), /expected a list/);
  });

  it('reaches no prototype', () => {
    for (const text of ['steps.constructor', 'steps.__proto__', "inputs.words['constructor']", 'steps.look.data.sections.map', 'toString']) assert.equal(says(text), null);
  });

  it('is bounded in length and depth', () => {
    assert.throws(() => parseExpression('a or '.repeat(1000)), /expected at most 2000/);
    assert.throws(() => parseExpression(`${'not '.repeat(100)}a`), /levels deep/);
    assert.throws(() => parseExpression(`${'('.repeat(100)}a${')'.repeat(100)}`), /levels deep/);
  });

  it('tells its variables', () => {
    assert.deepEqual(variablesOf(parseExpression("steps.a.x == 1 and not (inputs.b or 'c')")), [['steps', 'a', 'x'], ['inputs', 'b']]);
  });
});

describe('a text with variables', () => {
  it('that is one variable becomes its value', () => {
    assert.deepEqual(fill({ k: '{{steps.look.data.sections.length}}', known: ['{{ inputs.words }}'] }, VARIABLES), { k: 1, known: ['retry after'] });
  });

  it('keeps what stands around them', () => {
    assert.equal(fill('Fix {{steps.look.data.name}} ({{steps.look.data.sections.length}})', VARIABLES), 'Fix router (1)');
  });

  it('says what is there instead of a variable that is not', () => {
    assert.throws(() => fill('{{steps.look.data.nmae}}', VARIABLES), /there is no steps\.look\.data\.nmae: steps\.look\.data has sections, name/);
    assert.throws(() => fill('{{steps.look.data.sections[4]}}', VARIABLES), /is a list of 1/);
  });

  it('puts nothing that is filled in through a second time', () => {
    assert.equal(fill('{{inputs.text}}', { inputs: { text: '{{steps.look}}' } }), '{{steps.look}}');
  });

  it('must close what it opens', () => {
    assert.throws(() => expressionsIn({ a: ['{{steps.a'] }), /opens \{\{ without closing it/);
  });
});
