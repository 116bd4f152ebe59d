/** What a workflow's file may hold, and what is said of one that is wrong: file, line and step. */

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { problemWords, readWorkflowFile, readWorkflowText } from '../../../js/workflow/reading.js';
import { requireWorkflow } from '../../../js/workflow/validate.js';
import { createSandbox } from '../stand-ins/sandbox.js';
import { runLev } from '../stand-ins/terminal.js';
import { workflowText } from './workflows.js';

/** @param {string} text */
function problemsOf(text) {
  const reading = readWorkflowText(text, 'ship.yaml');
  try {
    requireWorkflow(reading);
  } catch {
    // told by the problems
  }
  return reading.problems.map((one) => problemWords('ship.yaml', one));
}

/** @param {string} text */
const read = (text) => requireWorkflow(readWorkflowText(text, 'ship.yaml'));

describe('a workflow', () => {
  it('of the host, without ids and commands, is one', () => {
    const { steps } = read(workflowText("- {step: 1, name: Draft Analysis, personality: abstract_thinker, focus: drafts, prompt: 'Analyse {this}'}\n- {agent: eeps/sentinel, name: Risks, description: d, complexity_level: high, context_requirements: [a]}"));
    assert.deepEqual(steps.map(({ id, instruction, command }) => [id, instruction, command]), [['draft-analysis', 'Analyse {this}', null], ['risks', 'd', null]]);
  });

  it('may hold what only the host knows in its configuration', () => {
    assert.deepEqual(problemsOf(workflowText('- {id: a, instruction: x}', 'triggers: {manual: [ship]}\nphilosophy: calm\noutput_format: |\n  text')), []);
  });

  it('has steps with all that they need', () => {
    const [step] = read(workflowText('- {id: a, plugin: jepa, command: predict, args: {k: 3}, timeout: 2m, retries: 2, backoff: 500ms, on_failure: continue, output: files, when: true}')).steps;
    const { timeout_ms, retries, backoff_ms, onFailure, output, args, line } = step;
    assert.deepEqual({ timeout_ms, retries, backoff_ms, onFailure, output, args, line }, { timeout_ms: 120_000, retries: 2, backoff_ms: 500, onFailure: 'continue', output: 'files', args: { k: 3 }, line: 7 });
  });

  it('may be nested as deep as anybody writes', () => {
    assert.deepEqual(problemsOf(workflowText('- {id: a, instruction: b}', `philosophy: ${'['.repeat(90)}${']'.repeat(90)}`)), []);
  });

  it('may use anchors that end', () => {
    assert.deepEqual(read(workflowText('- {id: a, plugin: jepa, command: predict, args: &few {k: 3}}\n- {id: b, plugin: jepa, command: predict, args: *few}')).steps[1].args, { k: 3 });
  });
});

describe('what is wrong is said with file, line and step', () => {
  for (const [why, text, expected] of /** @type {[string, string, RegExp][]} */ ([
    ['no YAML', 'a: [1', /^ship\.yaml:1:6: Flow sequence.*/],
    ['a key that stands twice', 'a: 1\na: 2', /^ship\.yaml:2:1: Map keys must be unique/],
    ['a tag', 'a: !!js/function x', /^ship\.yaml:1:4: Unresolved tag/],
    ['an anchor that holds itself', 'a: &x\n  - *x', /^ship\.yaml:2:5: the anchor holds itself/],
    ['lists in lists in lists', `a:\n  ${'['.repeat(50_000)}`, /^ship\.yaml:2:\d+: it is nested too deeply: expected at most 100 levels$/],
    ['maps in maps in maps', Array.from({ length: 300 }, (_, deep) => `${' '.repeat(deep)}a:`).join('\n'), /^ship\.yaml:101:\d+: it is nested too deeply: expected at most 100 levels$/],
    ['two documents', 'a: 1\n---\nb: 2', /^ship\.yaml:2:1: Source contains multiple documents/],
    ['aliases that grow', Array.from({ length: 9 }, (_, n) => `a${n}: &a${n} [${Array.from({ length: 9 }, () => (n === 0 ? '1' : `*a${n - 1}`)).join(', ')}]`).join('\n'), /has more than 20000 values/],
    ['nothing at all', '', /holds no map/],
    ['another type', 'metadata: {type: pattern, id: a}\nworkflow_config: {steps: [{id: a, instruction: b}]}', /^ship\.yaml:1:18: metadata\.type is "pattern": expected workflow/],
    ['steps at the top', 'metadata: {type: workflow, id: a}\nsteps: []', /^ship\.yaml:2:8: steps stands at the top: the host cannot load that/],
    ['steps in a map', workflowText('one: {prompt: x}'), /^ship\.yaml:7:5: workflow_config\.steps is no list/],
    ['a near miss in the configuration', workflowText('- {id: a, instruction: b}', 'on_failur: stop'), /^ship\.yaml:6:14: workflow_config has no key on_failur\. Did you mean on_failure\?/],
    ['an unknown policy', workflowText('- {id: a, instruction: b}', 'on_failure: retry'), /on_failure is "retry": expected one of stop, continue/],
    ['an unknown key', workflowText('- id: a\n  plugin: jepa\n  command: predict\n  retrys: 3'), /^ship\.yaml:10:15: step "a": a step that calls a command has no key retrys\. Did you mean retries\?/],
    ['a shell command', workflowText('- id: a\n  run: rm -rf /'), /^ship\.yaml:8:12: step "a": a step that is an instruction has no key run/],
    ['another plugin', workflowText('- {id: a, plugin: shell, command: predict}'), /plugin is "shell": expected jepa; no other plugin and no shell is ever called/],
    ['an unknown command', workflowText('- {id: a, plugin: jepa, command: predikt}'), /command is "predikt": expected one of .*Did you mean predict\?/],
    ['a command that erases', workflowText('- {id: a, plugin: jepa, command: forget}'), /command is "forget": expected one of predict, learn/],
    ['a change of files', workflowText('- {id: a, plugin: jepa, command: optimize, args: {apply: a1b2c3, yes: true}}'), /^ship\.yaml:7:54: step "a": args: optimize with apply changes or stores something, and a step only reads: expected none of its options but report, audit/],
    ['a change of files, even with a variable', workflowText('- {id: a, plugin: jepa, command: optimize, args: {undo: "{{inputs.id}}"}}', 'inputs: {id: null}'), /step "a": args: optimize with undo changes or stores something/],
    ['a word that no question is needed', workflowText('- {id: a, plugin: jepa, command: optimize, args: {yes: true}}'), /step "a": args: optimize with yes changes or stores something/],
    ...['examples', 'workflow', 'start', 'like', 'dismiss', 'undo'].map((name) => /** @type {[string, string, RegExp]} */ ([
      `adapt with ${name}`, workflowText(`- {id: a, plugin: jepa, command: adapt, args: {${name}: "true"}}`), new RegExp(`^ship\\.yaml:7:51: step "a": args: adapt with ${name} changes or stores something, and a step only reads: expected none of its options`),
    ])),
    ['an argument of the wrong type', workflowText('- {id: a, plugin: jepa, command: predict, args: {k: many}}'), /step "a": args: --k is "many": expected a whole number from 1 to 50/],
    ['an unknown argument, even with a variable', workflowText('- {id: a, instruction: b}\n- {id: c, plugin: jepa, command: predict, args: {kk: "{{steps.a.data}}"}}'), /step "c": args: predict has no option --kk/],
    ['a missing word', workflowText('- {id: a, plugin: jepa, command: search}'), /args: search needs words/],
    ['arguments in a list', workflowText('- {id: a, plugin: jepa, command: predict, args: [1]}'), /args is no map/],
    ['a variable without quotes', workflowText('- id: a\n  plugin: jepa\n  command: predict\n  args: {intent: {{inputs.x}}}'), /a text that begins with \{\{ stands in quotes/i],
    ['a condition', workflowText('- {id: a, instruction: b, when: "steps.x ="}'), /^ship\.yaml:7:37: step "a": when: "=" at character 9 is not understood/],
    ['a variable of a later step', workflowText('- {id: a, plugin: jepa, command: predict, args: {intent: "{{steps.b.data}}"}}\n- {id: b, instruction: c}'), /step "a": steps\.b is not known here\. Only what stands before/],
    ['a misspelt step', workflowText('- {id: look, instruction: b}\n- {id: b, instruction: c, when: steps.lokk.success}'), /steps\.lokk is not known here\. Did you mean look\?/],
    ['a neighbour in a group', workflowText('- {id: g, parallel: [{id: a, instruction: x}, {id: b, instruction: y, when: steps.a.success}]}'), /step "b": steps\.a is not known here/],
    ['an unknown variable', workflowText('- {id: a, instruction: b, when: process.env}'), /there is no variable process: expected steps\.ID, outputs\.NAME or inputs\.NAME/],
    ['an unknown input', workflowText('- {id: a, instruction: b, when: inputs.x}', 'inputs: {words: a}'), /inputs\.x is not known here\. Name it under workflow_config\.inputs/],
    ['an id that stands twice', workflowText('- {id: a, instruction: b}\n- {id: a, instruction: c}'), /^ship\.yaml:8:7: step "a": the id stands twice/],
    ['an id that is no name', workflowText('- {id: 9 lives, instruction: b}'), /the id is "9 lives": expected a letter/],
    ['a time', workflowText('- {id: a, instruction: b, timeout: soon}'), /timeout is "soon": expected seconds as a number/],
    ['too long a time', workflowText('- {id: a, instruction: b, timeout: 25h}'), /at most 24h/],
    ['too many retries', workflowText('- {id: a, plugin: jepa, command: predict, retries: 99}'), /retries is 99: expected a whole number from 0 to 10/],
    ['nothing to do', workflowText('- {id: a}'), /step "a": the step says nothing to do/],
    ['a group in a group', workflowText('- {id: g, parallel: [{id: h, parallel: [{id: a, instruction: b}]}]}'), /a group stands within a group/],
    ['parallel as a word', workflowText('- {id: g, parallel: true}'), /parallel is no list of steps/],
    ['too many steps', workflowText(Array.from({ length: 501 }, (_, n) => `- {id: s${n}, instruction: b}`).join('\n')), /has 501 steps: expected at most 500/],
  ])) {
    it(why, () => assert.match(problemsOf(text).find((line) => expected.test(line)) ?? problemsOf(text).join('\n'), expected));
  }
});

describe('a file', () => {
  for (const [why, name, fill, expected] of /** @type {[string, string, (path: string) => void, RegExp][]} */ ([
    ['that is not there', 'none.yaml', () => {}, /none\.yaml cannot be read \(ENOENT\)/],
    ['that is a folder', 'folder', (path) => mkdirSync(path), /folder is no file/],
    ['that is huge', 'huge.yaml', (path) => writeFileSync(path, 'a'.repeat(1_000_001)), /huge\.yaml has 1000001 bytes: expected a workflow of at most 1000000/],
    ['that is no text', 'bytes.yaml', (path) => writeFileSync(path, Buffer.from([0xff, 0xfe])), /bytes\.yaml cannot be read \(no UTF-8\): expected a workflow/],
  ])) {
    it(`${why} is refused in words`, (t) => {
      const path = join(createSandbox(t).folder, name);
      fill(path);
      assert.throws(() => readWorkflowFile(path, name), expected);
    });
  }
});

describe('lev jepa workflow validate', () => {
  it('prints every problem, one a line, and exits with 1', async (t) => {
    const sandbox = createSandbox(t);
    writeFileSync(join(sandbox.repository, 'ship.yaml'), workflowText('- {id: a}\n- {id: a, plugin: sh, command: rm}'));
    const { code, out } = await runLev(['jepa', 'workflow', 'validate', 'ship.yaml'], sandbox);
    assert.equal(code, 1);
    assert.equal(out.trim().split('\n').length, 4);
    assert.ok(out.split('\n').every((line) => line === '' || line.startsWith('ship.yaml:')));
  });

  it('says so where nothing is wrong, and starts nothing', async (t) => {
    const sandbox = createSandbox(t);
    writeFileSync(join(sandbox.repository, 'ship.yaml'), workflowText('- {id: a, instruction: b}'));
    const { code, out } = await runLev(['jepa', 'workflow', 'validate', 'ship.yaml'], sandbox, { spawn: /** @type {any} */ (() => assert.fail('started a program')) });
    assert.deepEqual({ code, out }, { code: 0, out: 'ship.yaml: release-check, 1 step, nothing wrong\n' });
  });
});

describe('a workflow that optimize proposes', () => {
  it('is one, with steps that are shown and steps that are called', () => {
    const text = [
      'metadata:', '  type: workflow', '  id: rseb', '  name: rseb', '  version: 1.0.0', '  description: Done in this order 6 times.', '', 'workflow_config:', '  steps:',
      '    - id: step-1', '      instruction: "Read src/a.py"', '    - id: step-2', '      instruction: "say \\"it\\"\\n# twice: [x"', '    - id: step-3', '      plugin: jepa', '      command: status', '',
    ].join('\n');
    assert.deepEqual(read(text).steps.map(({ id, instruction, command }) => [id, instruction, command]), [
      ['step-1', 'Read src/a.py', null], ['step-2', 'say "it"\n# twice: [x', null], ['step-3', null, 'status'],
    ]);
  });
});
