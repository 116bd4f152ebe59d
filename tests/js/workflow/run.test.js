/** What happens when a workflow runs: in what order, with what, and what is left of it. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PREDICTION, problem } from '../stand-ins/sidecar.js';
import { runLev } from '../stand-ins/terminal.js';
import { withWorkflow, workflowText } from './workflows.js';

const ASK = 'plugin: jepa, command: search, args: {words: retry}';

/** @param {import('../stand-ins/sidecar.js').FakeSidecar} sidecar @returns {any[]} Every event that it was told. */
const told = (sidecar) => sidecar.asked.filter(({ path }) => path === '/v1/events').flatMap(({ body }) => body.events);

/** @param {{paths: {state: string}}} sandbox @returns {any[][]} The lines of every record. */
function records({ paths }) {
  const folder = join(paths.state, 'workflows');
  return readdirSync(folder).filter((name) => name.endsWith('.jsonl')).sort().map((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n').map((line) => JSON.parse(line)));
}

/**
 * A clock that a test moves by waiting; of the waits only those that it names ever end.
 * @param {readonly number[]} [ending]
 */
function clock(ending = []) {
  let time = 1_800_000_000_000;
  const waits = /** @type {number[]} */ ([]);
  return {
    waits,
    time: () => (time += 1000),
    sleep: async (/** @type {number} */ ms, /** @type {AbortSignal} */ signal) => {
      if (ending.includes(ms)) return void waits.push(ms);
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')), { once: true }));
    },
  };
}

describe('lev jepa workflow run', () => {
  it('does the steps, says what became of each, and shows what they said', async (t) => {
    const { lev } = await withWorkflow(t, workflowText(`- {id: look, instruction: Read the change.}\n- {id: ask, ${ASK}}`));
    const { code, out, err } = await lev('run ship.yaml');
    assert.equal(code, 0);
    assert.match(out, /^release-check · run release-check-\d{8}-\d{6}-[0-9a-f]{4} · done · [\d.]+ s\n\n {2}shown {2}look\n {2}done {3}ask {3}[\d.]+ s\n\nlook:\n {2}Read the change\.\n\nask:\n {2}httpx · \d found for "retry"/);
    assert.match(err, /▸ look: Read the change\.\n✓ ask/);
  });

  it('never runs an instruction, whatever it says', async (t) => {
    const { lev, sandbox } = await withWorkflow(t, workflowText('- {id: trap, instruction: "touch trapped; $(touch trapped)", template: "`touch trapped`"}'));
    const { code } = await lev('run ship.yaml', { spawn: () => assert.fail('started a program') });
    assert.equal(code, 0);
    assert.equal(existsSync(join(sandbox.repository, 'trapped')), false);
  });

  for (const how of ['', ' --quiet']) {
    it(`answers with every instruction that nobody was asked about, its variables in their places${how}`, async (t) => {
      const { lev } = await withWorkflow(t, workflowText(`- {id: ask, ${ASK}}\n- {id: read, instruction: "Read {{steps.ask.outcome}} things.\\nThen \\e[31mthink."}`));
      const { out } = await lev(`run ship.yaml${how}`);
      assert.match(out, /\n\nread:\n {2}Read done things\.\n {2}Then \ufffd\[31mthink\.\n$/);
    });
  }

  it('hands an instruction over as the text of its step, in JSON', async (t) => {
    const { lev } = await withWorkflow(t, workflowText(`- {id: ask, ${ASK}}\n- {id: read, instruction: "Read {{steps.ask.outcome}} things."}`));
    const { steps } = JSON.parse((await lev('run ship.yaml --json')).out);
    assert.deepEqual([steps[1].outcome, steps[1].text], ['shown', 'Read done things.']);
  });

  it('ends with the instruction that is left to a person, and says nothing again of one that is done', async (t) => {
    const { lev } = await withWorkflow(t, workflowText('- {id: tag, instruction: Tag it.}\n- {id: tell, instruction: Tell them.}'));
    const { out } = await lev('run ship.yaml', { terminal: true, ask: async (/** @type {string} */ question) => question.includes('tag') });
    assert.match(out, /\n\ntell:\n {2}Tell them\.\n\nGo on with: /);
    assert.doesNotMatch(out, /Tag it/);
  });

  it('hands data from step to step', async (t) => {
    const { lev, sidecar } = await withWorkflow(t, workflowText(`- {id: next, plugin: jepa, command: predict, args: {offline: true, intent: "about {{inputs.topic}}"}, output: files}
- {id: around, plugin: jepa, command: related, args: {about: "{{outputs.files.sections[0].candidates[0].activity}}", k: "{{steps.next.data.sections.length}}"}}`, 'inputs: {topic: routing}'));
    assert.equal((await lev('run ship.yaml --input topic=retries')).code, 0);
    const asked = sidecar.asked.find(({ path, body }) => path === '/v1/predictions' && body.intent === 'about retries');
    assert.ok(asked);
    assert.deepEqual([sidecar.bodyOf('POST /v1/related').words ?? sidecar.bodyOf('POST /v1/related').file, sidecar.bodyOf('POST /v1/related').k], ['httpx/_client.py', 2]);
  });

  it('reads what optimize proposes and what adapt knows', async (t) => {
    const advice = { project: null, name: null, acts: 0, commits: 0, proposals: [], findings: [], took_ms: 1 };
    const { lev, sidecar } = await withWorkflow(t, workflowText(`- {id: waste, plugin: jepa, command: optimize}
- {id: saved, plugin: jepa, command: optimize, args: {report: true}, when: "steps.waste.data.proposals.length == 0"}
- {id: worlds, plugin: jepa, command: adapt}`), {
      routes: { 'POST /v1/optimize': () => ({ body: advice }), 'GET /v1/optimize/report': () => ({ body: { applied: [] } }), 'GET /v1/adaptations': () => ({ body: { workflows: [], starts: [], noticed: [] } }) },
    });
    const { code } = await lev('run ship.yaml');
    assert.equal(code, 0);
    assert.deepEqual(sidecar.calls().filter((call) => /optimize|adaptations/.test(call)), ['POST /v1/optimize', 'GET /v1/optimize/report', 'GET /v1/adaptations']);
  });

  it('leaves out what its condition leaves out', async (t) => {
    const { lev, sidecar } = await withWorkflow(t, workflowText(`- {id: next, plugin: jepa, command: predict, args: {offline: true}}
- {id: doubt, ${ASK}, when: "steps.next.data.sections[0].abstained != null"}
- {id: sure, ${ASK}, when: "steps.doubt.outcome == 'skipped' and steps.next.success"}`));
    const { out } = await lev('run ship.yaml');
    assert.match(out, /skipped {2}doubt\n {2}done {5}sure/);
    assert.equal(sidecar.calls().filter((call) => call === 'POST /v1/search').length, 1);
  });

  it('stops at a step that fails, names the rest, and how to go on', async (t) => {
    const { lev } = await withWorkflow(t, workflowText(`- {id: bad, ${ASK}}\n- {id: later, instruction: x}`), { routes: { 'POST /v1/search': () => problem(500, 'store_unusable', 'the disk is full') } });
    const { code, out } = await lev('run ship.yaml');
    assert.equal(code, 1);
    assert.match(out, /failed {7}bad {4}[\d.]+ s: the disk is full \(ship\.yaml:7\)\n {2}not reached {2}later\n\nGo on with: lev jepa workflow run ship\.yaml --resume release-check-/);
  });

  it('goes on behind a failure where the workflow or the step says so', async (t) => {
    const { lev } = await withWorkflow(t, workflowText(`- {id: bad, ${ASK}, on_failure: continue}\n- {id: later, instruction: x, when: not steps.bad.success}`), { routes: { 'POST /v1/search': () => problem(500, 'store_unusable', 'full') } });
    const { code, out } = await lev('run ship.yaml');
    assert.equal(code, 1);
    assert.match(out, /failed {2}bad[^\n]*\n {2}shown {3}later/);
  });

  it('tries again with longer and longer waits, and not what no repetition mends', async (t) => {
    let calls = 0;
    const time = clock([3000, 6000]);
    const { lev } = await withWorkflow(t, workflowText(`- {id: shaky, ${ASK}, retries: 3, backoff: 3s}\n- {id: wrong, plugin: jepa, command: learn, args: {file: nowhere.jsonl}, retries: 5}`), {
      routes: { 'POST /v1/search': () => ((calls += 1) < 3 ? problem(503, 'store_busy', 'another process owns it') : { body: { project: null, name: null, found: [], notes: [], took_ms: 1 } }) },
    });
    const { out, err } = await lev('run ship.yaml', time);
    assert.deepEqual(time.waits, [3000, 6000]);
    assert.match(out, /done {4}shaky[^\n]*, 3 attempts/);
    assert.match(err, /shaky: another process owns it\. Once more in 3\.0 s \(1 of 3\)/);
    assert.match(out, /failed {2}wrong[^\n]*nowhere\.jsonl cannot be read/);
    assert.doesNotMatch(out, /wrong[^\n]*attempts/);
  });

  it('gives up on a sidecar that never answers when the time of the step is over', async (t) => {
    let asked = 0;
    const { lev } = await withWorkflow(t, workflowText(`- {id: slow, ${ASK}, timeout: 5m}`), { routes: { 'POST /v1/search': () => ((asked += 1), new Promise(() => {})) } });
    const rings = { sleep: async (/** @type {number} */ ms, /** @type {AbortSignal} */ signal) => {
      while (!signal.aborted && (ms !== 300_000 || asked === 0)) await new Promise((resolve) => setTimeout(resolve, 1));
      if (signal.aborted) throw new DOMException('', 'AbortError');
    } };
    const { code, out } = await lev('run ship.yaml', rings);
    assert.equal(code, 1);
    assert.match(out, /it took longer than 5 min\. Give it more time with timeout/);
  });

  it('reads no pipe, which might never end', { skip: process.platform === 'win32' }, async (t) => {
    const { lev, sandbox } = await withWorkflow(t, workflowText('- {id: take, plugin: jepa, command: learn, args: {file: pipe}, timeout: 1s, retries: 3}'));
    execFileSync('mkfifo', [join(sandbox.repository, 'pipe')]);
    const { code, out } = await lev('run ship.yaml', clock());
    assert.equal(code, 1);
    assert.match(out, /failed {2}take {2}[\d.]+ s: pipe is no regular file: .* \(ship\.yaml:7\)/);
  });

  it('does the steps of a group at the same time', async (t) => {
    /** @type {(value: any) => void} */
    let free = () => {};
    const other = new Promise((resolve) => (free = resolve));
    const { lev } = await withWorkflow(t, workflowText(`- id: both\n  parallel:\n    - {id: one, ${ASK}}\n    - {id: two, plugin: jepa, command: related, args: {about: router}}\n- {id: after, instruction: x, when: steps.one.success and steps.both.data.two.name == 'httpx'}`), {
      routes: { 'POST /v1/search': () => other.then(() => ({ body: { project: null, name: null, found: [], notes: [], took_ms: 1 } })), 'POST /v1/related': () => (free(0), { body: { project: null, name: 'httpx', related: [], notes: [], took_ms: 1 } }) },
    });
    const { code, out } = await lev('run ship.yaml');
    assert.equal(code, 0);
    assert.match(out, /done {3}one[^\n]*\n {2}done {3}two[^\n]*\n {2}shown {2}after/);
  });

  it('asks a person whether an instruction is done, waits for the next time where it is not, and goes on there', async (t) => {
    const { lev } = await withWorkflow(t, workflowText('- {id: tag, instruction: Tag it.}\n- {id: tell, instruction: Tell them.}'));
    const first = await lev('run ship.yaml', { terminal: true, ask: async (/** @type {string} */ question) => question.includes('tag') });
    assert.equal(first.code, 1);
    assert.match(first.out, /waits for you/);
    const [, run] = /--resume (\S+)/.exec(first.out) ?? [];
    const second = await lev(`run ship.yaml --resume ${run}`, { terminal: true, ask: async () => true });
    assert.equal(second.code, 0);
    assert.doesNotMatch(second.err, /Tag it/);
    assert.match(second.out, /done {2}tag[^\n]*\n {2}done {2}tell/);
  });

  it('prints what would be done with --dry-run, and does nothing', async (t) => {
    const { lev, sidecar, sandbox } = await withWorkflow(t, workflowText(`- {id: look, instruction: Read.}\n- {id: ask, ${ASK}, when: steps.look.success, retries: 1}`));
    const { code, out } = await lev('run ship.yaml --dry-run');
    assert.equal(code, 0);
    assert.match(out, /2 steps would be done, nothing is\n\n1\. look {2}for you: Read\.\n2\. ask {2}jepa search \{"words":"retry"\} {2}\(when steps\.look\.success; at most 5 min; 1 retry\)/);
    assert.deepEqual(sidecar.asked, []);
    assert.equal(existsSync(sandbox.paths.state), false);
  });

  it('answers with one JSON document', async (t) => {
    const { lev } = await withWorkflow(t, workflowText(`- {id: ask, ${ASK}}`));
    const { out } = await lev('run ship.yaml --json');
    const { run, outcome, steps } = JSON.parse(out);
    assert.match(run, /^release-check-/);
    assert.deepEqual([outcome, steps.map((/** @type {any} */ { id, outcome: became }) => [id, became])], ['done', [['ask', 'done']]]);
  });

  for (const [words, expected] of /** @type {[string, RegExp][]} */ ([
    ['run ship.yaml --input nonsense', /--input is "nonsense": expected NAME=VALUE; the inputs of ship\.yaml are: who, what/],
    ['run ship.yaml --input whom=x', /the inputs of ship\.yaml are: who, what/],
    ['run ship.yaml', /the input who has no value: give it with --input who=VALUE/],
    ['run ship.yaml --input who=me --resume ship-1', /--input and --resume are both given: a run that is gone on with keeps the inputs that it began with\. Give other ones to a new run, without --resume/],
    ['run ship.yaml --resume ../../etc/passwd', /there is no record of a run "..\/..\/etc\/passwd"/],
    ['run none.yaml', /none\.yaml cannot be read \(ENOENT\)/],
    ['run', /workflow run needs a file/],
    ['validate ship.yaml --dry-run', /--dry-run means nothing to workflow validate/],
    ['runn ship.yaml', /action is "runn": expected one of run, validate, list\. Did you mean run\?/],
  ])) {
    it(`refuses "workflow ${words}" in words`, async (t) => {
      const { lev, sidecar } = await withWorkflow(t, workflowText('- {id: a, instruction: b}', 'inputs: {who: null, what: all}'));
      const { code, err } = await lev(words);
      assert.equal(code, 1);
      assert.match(err, expected);
      assert.equal(told(sidecar).length, 0);
    });
  }
});

describe('the record of a run', () => {
  it('is the own of the user, stands in the state folder, and nothing in the repository', async (t) => {
    const { lev, sandbox } = await withWorkflow(t, workflowText('- {id: a, instruction: b}'));
    await lev('run ship.yaml');
    const folder = join(sandbox.paths.state, 'workflows');
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const [name, ...others] = readdirSync(folder);
    assert.deepEqual([others, statSync(join(folder, name)).mode & 0o777], [[], 0o600]);
    assert.deepEqual(readdirSync(sandbox.repository).sort(), ['.git', 'ship.yaml']);
  });

  it('lets a run that crashed go on behind the last step that is written down', async (t) => {
    const { lev, sandbox, sidecar } = await withWorkflow(t, workflowText(`- {id: one, ${ASK}, output: found}\n- {id: two, plugin: jepa, command: related, args: {about: "{{outputs.found.name}}"}}`));
    await lev('run ship.yaml');
    const folder = join(sandbox.paths.state, 'workflows');
    const [name] = readdirSync(folder);
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    writeFileSync(join(folder, name), `${lines.slice(0, 3).join('\n')}\n{"type":"step","id":"tw`); // torn in the middle of a line
    const before = sidecar.calls().filter((call) => call === 'POST /v1/search').length;
    const { code, out } = await lev(`run ship.yaml --resume ${name.replace('.jsonl', '')}`);
    assert.equal(code, 0);
    assert.match(out, /done {2}one[^\n]*\n {2}done {2}two/);
    assert.equal(sidecar.calls().filter((call) => call === 'POST /v1/search').length, before);
    assert.deepEqual(records(sandbox)[0].map(({ type }) => type).filter((type) => type !== 'learnt'), ['run', 'step', 'resumed', 'step', 'end']);
  });

  it('keeps the inputs that it began with', async (t) => {
    let away = true;
    const { lev, sidecar } = await withWorkflow(t, workflowText('- {id: ask, plugin: jepa, command: search, args: {words: "{{inputs.topic}}"}}', 'inputs: {topic: null}'), {
      routes: { 'POST /v1/search': () => (away ? problem(500, 'store_unusable', 'full') : { body: { project: null, name: null, found: [], notes: [], took_ms: 1 } }) },
    });
    const [, run] = /--resume (\S+)/.exec((await lev('run ship.yaml --input topic=fix')).out) ?? [];
    away = false;
    assert.match((await lev(`run ship.yaml --resume ${run} --dry-run`)).out, /nothing is \(topic=fix\)/);
    assert.equal((await lev(`run ship.yaml --resume ${run}`)).code, 0);
    assert.equal(sidecar.bodyOf('POST /v1/search').words, 'fix');
  });

  it('lets what was changed since be done anew, and all behind it', async (t) => {
    const failing = { 'POST /v1/related': () => problem(500, 'store_unusable', 'full') };
    const { lev, rewrite, sidecar } = await withWorkflow(t, workflowText(`- {id: one, ${ASK}}\n- {id: two, instruction: x}\n- {id: three, plugin: jepa, command: related, args: {about: y}}`), { routes: failing });
    const [, run] = /--resume (\S+)/.exec((await lev('run ship.yaml')).out) ?? [];
    rewrite(workflowText(`- {id: one, plugin: jepa, command: search, args: {words: timeout}}\n- {id: two, instruction: x}`));
    const { code, err } = await lev(`run ship.yaml --resume ${run}`);
    assert.equal(code, 0);
    assert.equal(sidecar.bodyOf('POST /v1/search').words, 'timeout');
    assert.match(err, /▸ two: x/);
  });

  it('says that a run before stopped in the middle, and how to go on with it', async (t) => {
    const { lev, sandbox } = await withWorkflow(t, workflowText('- {id: a, instruction: b}'));
    await lev('run ship.yaml');
    const folder = join(sandbox.paths.state, 'workflows');
    const [name] = readdirSync(folder);
    writeFileSync(join(folder, name), readFileSync(join(folder, name), 'utf8').split('\n').slice(0, 1).join('\n') + '\n');
    assert.match((await lev('list')).out, new RegExp(`stopped .*--resume ${name.replace('.jsonl', '')}`));
    assert.match((await lev('run ship.yaml')).err, new RegExp(`stopped in the middle\\. Go on with it instead: lev jepa workflow run ship\\.yaml --resume ${name.replace('.jsonl', '')}`));
  });

  it('lets a run that was interrupted go on, and the interruption ends what was waited for', async (t) => {
    const interrupt = new AbortController();
    let hangs = true;
    const { lev, sandbox } = await withWorkflow(t, workflowText(`- {id: one, instruction: x}\n- {id: two, ${ASK}, retries: 5}`), {
      routes: { 'POST /v1/search': () => (hangs ? (interrupt.abort(), new Promise(() => {})) : { body: { project: null, name: null, found: [], notes: [], took_ms: 1 } }) },
    });
    assert.equal((await lev('run ship.yaml', { signal: interrupt.signal })).code, 130);
    assert.deepEqual(records(sandbox)[0].map(({ type }) => type).filter((type) => type !== 'learnt'), ['run', 'step']);
    hangs = false;
    const { out, err } = await lev(`run ship.yaml --resume ${records(sandbox)[0][0].run}`);
    assert.match(out, /shown {2}one\n {2}done {3}two/);
    assert.doesNotMatch(err, /one: x/);
  });

  it('is of one process at a time', async (t) => {
    const { lev, sandbox } = await withWorkflow(t, workflowText(`- {id: bad, ${ASK}}`), { routes: { 'POST /v1/search': () => problem(500, 'store_unusable', 'full') } });
    const [, run] = /--resume (\S+)/.exec((await lev('run ship.yaml')).out) ?? [];
    writeFileSync(join(sandbox.paths.state, 'workflows', `${run}.lock`), String(process.ppid));
    assert.match((await lev(`run ship.yaml --resume ${run}`)).err, /the run .* is going on in process \d+: wait for it to end/);
    writeFileSync(join(sandbox.paths.state, 'workflows', `${run}.lock`), '999999999');
    assert.equal((await lev(`run ship.yaml --resume ${run}`)).code, 1); // its owner is gone: taken over, and it fails again
  });

  it('of a run that has ended well is not gone on with', async (t) => {
    const { lev } = await withWorkflow(t, workflowText('- {id: a, instruction: b}'));
    const [, run] = / run (\S+)/.exec((await lev('run ship.yaml')).out) ?? [];
    assert.match((await lev(`run ship.yaml --resume ${run}`)).err, /has ended: there is nothing to go on with/);
  });

  it('is erased by forget, with the events', async (t) => {
    const { lev, sandbox } = await withWorkflow(t, workflowText('- {id: a, instruction: b}'));
    await lev('run ship.yaml');
    assert.match((await runLev(['jepa', 'forget', '--source', 'git', '--yes'], sandbox)).out, /^Erased 7 events\.\n {2}\?/);
    assert.equal(records(sandbox).length, 1);
    assert.match((await runLev(['jepa', 'forget', '--project', '.', '--yes'], sandbox)).out, /Erased 7 events and the records of 1 workflow run\./);
    assert.equal(records(sandbox).length, 0);
  });

  it('that cannot be written is an error in words, before anything is done', async (t) => {
    const { lev, sandbox, sidecar } = await withWorkflow(t, workflowText(`- {id: ask, ${ASK}}`));
    mkdirSync(sandbox.paths.state, { recursive: true });
    writeFileSync(join(sandbox.paths.state, 'workflows'), 'a file where the folder goes');
    const { code, err } = await lev('run ship.yaml');
    assert.equal(code, 1);
    assert.match(err, /workflows.* cannot be (written|read) \(E\w+\)/);
    assert.deepEqual(sidecar.asked, []);
  });

  it('survives a damaged neighbour', async (t) => {
    const { lev, sandbox } = await withWorkflow(t, workflowText('- {id: a, instruction: b}'));
    mkdirSync(join(sandbox.paths.state, 'workflows'), { recursive: true });
    appendFileSync(join(sandbox.paths.state, 'workflows', 'release-check-x.jsonl'), 'no JSON\n[1]\n');
    assert.equal((await lev('run ship.yaml')).code, 0);
  });
});

describe('what a run teaches', () => {
  it('is an event a step, as it ends: the run its case, outcome and duration beside it', async (t) => {
    const { lev, sidecar, sandbox } = await withWorkflow(t, workflowText(`- {id: look, instruction: Read.}\n- {id: not, instruction: x, when: false}\n- {id: ask, ${ASK}}`));
    const { out } = await lev('run ship.yaml', clock());
    const [, run] = / run (\S+)/.exec(out) ?? [];
    const attributes = { workflow: 'release-check', attempts: 1, project: sandbox.repository };
    assert.deepEqual(told(sidecar).map(({ time: _, ...event }) => ({ ...event, attributes: { ...event.attributes, duration_s: 0 } })), [
      { kind: 'step', activity: 'look', case: run, intent: 'Release check', source: 'workflow', attributes: { ...attributes, outcome: 'shown', duration_s: 0 } },
      { kind: 'step', activity: 'ask', case: run, intent: 'Release check', source: 'workflow', attributes: { ...attributes, outcome: 'done', duration_s: 0 } },
    ]);
    assert.ok(told(sidecar).every(({ attributes: { duration_s: seconds }, time }) => seconds >= 1 && time > 1_800_000_000));
  });

  it('is nothing of a group, only of the steps in it, however often it runs', async (t) => {
    const { lev, sidecar, sandbox } = await withWorkflow(t, workflowText(`- {id: both, parallel: [{id: one, ${ASK}}, {id: two, instruction: x}]}\n- {id: never, instruction: x, when: false}`));
    for (let run = 0; run < 3; run += 1) await lev('run ship.yaml');
    assert.deepEqual([...new Set(told(sidecar).map(({ activity }) => activity))].sort(), ['one', 'two']);
    assert.equal(told(sidecar).length, 6);
    const learnt = records(sandbox).flatMap((lines) => lines.filter(({ type }) => type === 'learnt').flatMap(({ steps }) => steps));
    assert.deepEqual(learnt.sort(), ['one', 'one', 'one', 'two', 'two', 'two']);
  });

  it('is told by the next run where the sidecar could not take it', async (t) => {
    let away = true;
    const { lev, sidecar } = await withWorkflow(t, workflowText('- {id: a, instruction: b}\n- {id: c, instruction: d}'), {
      routes: { 'POST /v1/events': ({ body }) => (away ? problem(503, 'store_busy', 'busy') : { body: { received: body.events.length, appended: body.events.length, known: 0, denied: 0, redacted: 0, refused: [] } }) },
    });
    const first = await lev('run ship.yaml');
    assert.equal(first.code, 0);
    assert.match(first.out, /\? nothing was learnt from this run yet: busy\. The next run tells of it/);
    const [, run] = / run (\S+)/.exec(first.out) ?? [];
    away = false;
    const tried = told(sidecar).length;
    await lev('run ship.yaml');
    assert.deepEqual(told(sidecar).slice(tried, tried + 2).map(({ activity, case: belongs }) => [activity, belongs]), [['a', run], ['c', run]]);
    const after = told(sidecar).length;
    await lev('run ship.yaml');
    assert.equal(told(sidecar).length, after + 2); // only its own
  });
});

describe('a sidecar that hangs', () => {
  const never = () => new Promise(() => {});

  /** Waits end once the sidecar was asked what it never answers; none other does. */
  function late(/** @type {() => boolean} */ wasAsked) {
    return { sleep: async (/** @type {number} */ ms, /** @type {AbortSignal} */ signal) => {
      while (!signal.aborted && (ms > 60_000 || !wasAsked())) await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) throw new DOMException('', 'AbortError');
    } };
  }

  for (const [what, call] of [['is looked for', 'GET /readyz'], ['is told of a step', 'POST /v1/events'], ['is told of the end', 'POST /v1/workflows/ended']]) {
    it(`when it ${what} holds no run up`, { timeout: 30_000 }, async (t) => {
      const { lev, sidecar } = await withWorkflow(t, workflowText('- {id: a, instruction: b}'), { routes: { [call]: never } });
      const { code, out } = await lev('run ship.yaml', late(() => sidecar.calls().includes(call)));
      assert.equal(code, 0);
      const note = /\? nothing was learnt from this run yet: the sidecar said nothing for \d\.0 s\. The next run tells of it/;
      if (call === 'POST /v1/workflows/ended') assert.doesNotMatch(out, note);
      else assert.match(out, note);
    });
  }
});

describe('while a workflow runs', () => {
  const STEPS = { ...PREDICTION, sections: [{ ...PREDICTION.sections[0], kind: 'step', candidates: [{ activity: 'ask', probability: 0.72, why: '' }] }] };

  it('the likely next step is told, from the run itself', async (t) => {
    const { lev, sidecar } = await withWorkflow(t, workflowText(`- {id: look, instruction: Read.}\n- {id: ask, ${ASK}}`), { routes: { 'POST /v1/predictions': () => ({ body: STEPS }) } });
    const { err, out } = await lev('run ship.yaml', { terminal: true, ask: async () => true });
    assert.match(err, /next: ask, 72 %/);
    const [, run] = / run (\S+)/.exec(out) ?? [];
    const { kinds, case: belongs } = sidecar.bodyOf('POST /v1/predictions');
    assert.deepEqual([kinds, belongs], [['step'], run]);
  });

  it('and stands in the JSON, step by step', async (t) => {
    const { lev } = await withWorkflow(t, workflowText(`- {id: look, instruction: Read.}\n- {id: ask, ${ASK}}`), { routes: { 'POST /v1/predictions': () => ({ body: STEPS }) } });
    await lev('run ship.yaml');
    const { steps } = JSON.parse((await lev('run ship.yaml --json')).out);
    assert.deepEqual(steps[0].ahead.next, { activity: 'ask', probability: 0.72 });
    assert.ok(steps[0].ahead.remaining_s >= 0);
  });

  it('an abstention is no news', async (t) => {
    const doubtful = { ...STEPS, sections: [{ ...STEPS.sections[0], abstained: 'too little is known' }] };
    const { lev } = await withWorkflow(t, workflowText(`- {id: look, instruction: Read.}\n- {id: ask, ${ASK}}`), { routes: { 'POST /v1/predictions': () => ({ body: doubtful }) } });
    assert.doesNotMatch((await lev('run ship.yaml', { terminal: true, ask: async () => true })).err, /next:/);
  });

  it('the time that past runs took from here is told, and nothing where there are none', async (t) => {
    const { lev } = await withWorkflow(t, workflowText(`- {id: look, instruction: Read.}\n- {id: ask, ${ASK}}`));
    const first = await lev('run ship.yaml', { ...clock(), terminal: true, input: 'y\n' });
    assert.doesNotMatch(first.err, /left/);
    const second = await lev('run ship.yaml', { ...clock(), terminal: true, input: 'y\n' });
    assert.match(second.err, /about \d+\.\d s left/);
  });

  it('the sidecar is told that a run ended, and nothing of one that was left open', async (t) => {
    const { lev, sidecar } = await withWorkflow(t, workflowText(`- {id: ask, ${ASK}}\n- {id: look, instruction: Read it.}`));
    const ends = () => sidecar.asked.filter(({ path }) => path === '/v1/workflows/ended').map(({ body }) => body);
    await lev('run ship.yaml', { terminal: true, ask: async () => false });
    assert.deepEqual(ends(), []);
    await lev('run ship.yaml');
    assert.deepEqual(ends().map(({ workflow, status, forgotten }) => [workflow, status, forgotten]), [['Release check', 'done', undefined]]);
  });

  it('a step that is usually done and was not is told at the end', async (t) => {
    const whole = workflowText('- {id: tag, instruction: Tag.}\n- {id: changelog, instruction: Write it down.}');
    const { lev, rewrite, sidecar } = await withWorkflow(t, whole);
    for (let run = 0; run < 3; run += 1) await lev('run ship.yaml', { terminal: true, ask: async () => true });
    rewrite(workflowText('- {id: tag, instruction: Tag.}'));
    const { out } = await lev('run ship.yaml', { terminal: true, ask: async () => true });
    assert.match(out, /\? usually done, and not this time: changelog \(in 3 of 3 runs\)/);
    assert.deepEqual(sidecar.bodyOf('POST /v1/workflows/ended').forgotten, { step: 'changelog', done: 3, runs: 3 });
  });

  it('a group is never such a step, only what is in it', async (t) => {
    const { lev, rewrite, sidecar } = await withWorkflow(t, workflowText(`- {id: both, parallel: [{id: ask, ${ASK}}]}\n- {id: tag, ${ASK}}`));
    for (let run = 0; run < 3; run += 1) await lev('run ship.yaml');
    rewrite(workflowText(`- {id: tag, ${ASK}}`));
    assert.deepEqual(JSON.parse((await lev('run ship.yaml --json')).out).forgotten.map((/** @type {any} */ { step }) => step), ['ask']);
    assert.equal(sidecar.bodyOf('POST /v1/workflows/ended').forgotten.step, 'ask');
  });
});
