/** Runs and workflow files of GitHub Actions as events. What stands here is made up, in the form that `gh` prints. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { eventsOf as fromRun } from '../../../js/formats/github-run.js';
import { eventsOf as fromWorkflow } from '../../../js/formats/github-workflow.js';
import { createSandbox } from '../stand-ins/sandbox.js';
import { startSidecar } from '../stand-ins/sidecar.js';
import { runLev } from '../stand-ins/terminal.js';

const ABOUT = { file: 'run.json', project: '/home/me/httpx' };
const at = (/** @type {number} */ second) => `2026-01-31T12:00:${String(second).padStart(2, '0')}Z`;
const step = (/** @type {number} */ number, /** @type {string} */ name, more = {}) => ({ name, number, status: 'completed', conclusion: 'success', startedAt: at(number), completedAt: at(number + 1), ...more });
const RUN = Object.freeze({
  databaseId: 17,
  attempt: 2,
  workflowName: 'CI',
  event: 'schedule',
  displayTitle: 'Fix the router',
  jobs: [
    { name: 'build', steps: [step(1, 'Set up job'), step(2, 'Run npm ci', { conclusion: 'failure' }), step(3, 'Run npm test', { conclusion: 'skipped' }), step(4, 'Complete job')] },
    { name: 'lint', steps: [step(1, 'Run eslint'), { name: 'Run tsc', number: 2, status: 'in_progress', conclusion: '', startedAt: at(3), completedAt: '0001-01-01T00:00:00Z' }] },
  ],
});

/** @param {any} converted */
const pairs = ({ events }) => events.map((/** @type {any} */ { case: belongs, activity }) => [belongs, activity]);

describe('a run of GitHub Actions', () => {
  it('becomes a case a job and an event a step that ended and was not skipped', () => {
    assert.deepEqual(pairs(fromRun(JSON.stringify(RUN), ABOUT)), [
      ['github 17.2 build', 'Set up job'], ['github 17.2 build', 'Run npm ci'], ['github 17.2 build', 'Complete job'], ['github 17.2 lint', 'Run eslint'],
    ]);
  });

  it('tells of outcome, duration, job and title', () => {
    const [, event] = /** @type {any[]} */ (fromRun(JSON.stringify(RUN), ABOUT).events);
    assert.deepEqual(event, {
      kind: 'step', case: 'github 17.2 build', source: 'github-run', intent: 'Fix the router', activity: 'Run npm ci', time: Date.parse(at(3)) / 1000,
      attributes: { ordinal: 2, job: 'build', workflow: 'CI', trigger: 'schedule', outcome: 'failure', duration_s: 1, project: '/home/me/httpx' },
    });
  });

  it('is read from a list, from lines, and from what the API says', () => {
    const whole = pairs(fromRun(JSON.stringify(RUN), ABOUT));
    assert.deepEqual(pairs(fromRun(JSON.stringify([RUN, RUN]), ABOUT)), [...whole, ...whole]);
    assert.deepEqual(pairs(fromRun(`${JSON.stringify(RUN)}\n${JSON.stringify(RUN)}\n`, ABOUT)), [...whole, ...whole]);
    const api = { total_count: 1, jobs: [{ run_id: 18, run_attempt: 1, workflow_name: 'CI', name: 'build', steps: [{ name: 'Test', number: 1, status: 'completed', conclusion: 'success', started_at: at(1), completed_at: at(4) }] }] };
    const [event] = /** @type {any[]} */ (fromRun(JSON.stringify(api), ABOUT).events);
    assert.deepEqual([event.case, event.intent, event.attributes.duration_s], ['github 18 build', 'CI', 3]);
  });

  it('has a name of its own where nothing but the jobs is told', () => {
    const only = (/** @type {object} */ run) => /** @type {any} */ (fromRun(JSON.stringify(run), ABOUT).events[0]).case;
    assert.equal(only({ jobs: [{ name: 'a', url: 'https://github.com/o/r/actions/runs/99/job/3', steps: [step(1, 'x')] }] }), 'github 99 a');
    assert.match(only({ jobs: RUN.jobs }), /^github [0-9a-f]{12} build$/);
    assert.equal(only({ jobs: RUN.jobs }), only({ jobs: RUN.jobs }));
  });

  it('loses only what cannot be understood, and says what', () => {
    const { events, problems } = fromRun(JSON.stringify({ ...RUN, jobs: [{ steps: [] }, { name: 'build', steps: [{}, null, step(2, 'x')] }, { name: 'no steps' }] }), ABOUT);
    assert.equal(events.length, 1);
    assert.deepEqual(problems, ['a job of the run 17 has no name: its steps are left out', 'step 1 of the job "build" has no name: it is left out', 'step 2 of the job "build" has no name: it is left out']);
  });

  for (const [why, text] of [['no JSON', 'jobs: []'], ['half a line', '{"jobs": []}\n{"jo'], ['another document', '{"runs": []}'], ['a number', '3'], ['nothing', ''], ['steps that are no list', '{"jobs": {"a": 1}}']]) {
    it(`that is ${why} is refused in words`, () => assert.throws(() => fromRun(text, ABOUT), /run\.json.*expected what this prints: gh run view/));
  }
});

const WORKFLOW = `name: CI
on: { push: { branches: [main] } }
jobs:
  deploy:
    needs: [test, lint]
    steps: [{ uses: actions/checkout@v4 }, { name: Ship it, run: ./ship }]
  lint:
    steps: &steps [{ uses: actions/checkout@v4 }, { run: "npm ci\\nnpm run lint" }, { id: nothing }]
  test:
    name: Test
    needs: lint
    steps: *steps
  call:
    uses: ./.github/workflows/other.yml
`;

describe('a workflow file of GitHub Actions', () => {
  const about = { file: '.github/workflows/ci.yml', project: null };

  it('becomes the steps of each job, under the names that runs give them, and the jobs as their needs allow', () => {
    const told = pairs(fromWorkflow(WORKFLOW, about)).map((/** @type {string[]} */ [belongs, activity]) => `${belongs.replace(/ [0-9a-f]{12}/, '')}: ${activity}`);
    assert.deepEqual(told, [
      'CI deploy: Run actions/checkout@v4', 'CI deploy: Ship it', 'CI lint: Run actions/checkout@v4', 'CI lint: Run npm ci',
      'CI Test: Run actions/checkout@v4', 'CI Test: Run npm ci', 'CI: lint', 'CI: Test', 'CI: deploy', 'CI: call',
    ]);
  });

  it('is the same case as long as it is the same file', () => {
    const belongs = (/** @type {string} */ text) => /** @type {any} */ (fromWorkflow(text, about).events[0]).case;
    assert.equal(belongs(WORKFLOW), belongs(WORKFLOW));
    assert.notEqual(belongs(WORKFLOW), belongs(`${WORKFLOW}# changed\n`));
  });

  it('whose jobs need each other is read all the same', () => {
    assert.deepEqual(pairs(fromWorkflow('jobs: {a: {needs: b, steps: [{run: x}]}, b: {needs: a, steps: [{run: y}]}}', about)).slice(2).map((/** @type {string[]} */ [, activity]) => activity), ['a', 'b']);
  });

  it('loses only what cannot be understood, and says what', () => {
    const { events, problems } = fromWorkflow('jobs: {a: {steps: nonsense}, b: {steps: [{run: y}]}, c: null}', about);
    assert.equal(events.length, 1 + 3);
    assert.deepEqual(problems, ['.github/workflows/ci.yml:1:11: the steps of the job a are no list: they are left out']);
  });

  for (const [why, text, expected] of /** @type {[string, string, RegExp][]} */ ([
    ['no YAML', 'jobs: [', /ci\.yml:1:\d+: Flow sequence/],
    ['without jobs', 'name: CI', /ci\.yml has no jobs: expected a workflow of GitHub Actions/],
    ['with an anchor that holds itself', 'jobs: &a {b: *a}', /the anchor holds itself/],
    ['a text', 'hello', /has no jobs/],
  ])) {
    it(`that is ${why} is refused in words`, () => assert.throws(() => fromWorkflow(text, about), expected));
  }
});

describe('lev jepa learn --format', () => {
  /** @param {import('node:test').TestContext} t */
  async function withFile(t, text = JSON.stringify(RUN)) {
    const sandbox = createSandbox(t);
    const sidecar = await startSidecar(sandbox.paths);
    t.after(sidecar.close);
    writeFileSync(join(sandbox.repository, 'run.json'), text);
    return { sandbox, sidecar };
  }

  it('learns the steps of a file, in the project that one stands in', async (t) => {
    const { sandbox, sidecar } = await withFile(t);
    const { code, out } = await runLev(['jepa', 'learn', '--file', 'run.json', '--format', 'github-run'], sandbox);
    assert.deepEqual([code, out], [0, 'events: 4 new\n']);
    const { events } = sidecar.bodyOf('POST /v1/events');
    assert.ok(events.every((/** @type {any} */ { attributes }) => attributes.project === sandbox.repository));
  });

  it('learns from stdin', async (t) => {
    const { sandbox } = await withFile(t);
    const { out } = await runLev(['jepa', 'learn', '--file', '-', '--format', 'github-workflow'], sandbox, { input: WORKFLOW });
    assert.equal(out, 'events: 10 new\n');
  });

  it('reports what cannot be understood, learns the rest, and exits with 1', async (t) => {
    const { sandbox } = await withFile(t, JSON.stringify({ jobs: [{ name: 'a', steps: [{}, step(1, 'x')] }] }));
    const { code, out } = await runLev(['jepa', 'learn', '--file', 'run.json', '--format', 'github-run'], sandbox);
    assert.equal(code, 1);
    assert.equal(out, 'events: 1 new\n1 part refused, the others are learnt:\n  step 1 of the job "a" has no name: it is left out\n');
  });

  for (const [words, expected] of /** @type {[string[], RegExp][]} */ ([
    [['--format', 'github-run'], /--format is github-run, and there is no file to read/],
    [['--file', 'run.json', '--format', 'github'], /--format is "github": expected one of jsonl, github-run, github-workflow/],
    [['--file', 'none.json', '--format', 'github-run'], /none\.json cannot be read \(ENOENT\): expected a file of the format github-run/],
  ])) {
    it(`refuses ${words.join(' ')} in words`, async (t) => {
      const { sandbox, sidecar } = await withFile(t);
      assert.match((await runLev(['jepa', 'learn', ...words], sandbox)).err, expected);
      assert.equal(sidecar.calls().includes('POST /v1/events'), false);
    });
  }

  it('reads JSON lines without it, as ever', async (t) => {
    const { sandbox } = await withFile(t, '{"kind": "step", "activity": "a", "case": "c"}\n');
    assert.equal((await runLev(['jepa', 'learn', '--file', 'run.json', '--format', 'jsonl'], sandbox)).out, 'events: 1 new\n');
    assert.equal(readFileSync(join(sandbox.repository, 'run.json'), 'utf8').length > 0, true);
  });
});
