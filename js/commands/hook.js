/** `hook`: show, install or uninstall hooks of shells, agents and git. What they are stands in js/hooks/. */

import { join } from 'node:path';
import { LevError } from '../errors.js';
import { apply, diff, read } from '../hooks/edit.js';
import { clientOf, findSocketClient, sendScript } from '../hooks/send.js';
import { placeOf, statesOf, TARGETS } from '../hooks/targets.js';
import { projectOf } from '../project.js';

/**
 * @typedef {import('../hooks/targets.js').Target} Target
 * @typedef {import('../hooks/targets.js').Place} Place
 * @typedef {import('../hooks/edit.js').Edit} Edit
 * @typedef {import('../perform.js').Surroundings} Surroundings
 * @typedef {{action: string, target: string, changed: string[], backups: string[], diff: string, done: boolean, client?: string, consent?: string, next?: string}} Result
 */

/**
 * @param {import('../perform.js').Asked} asked
 * @param {Surroundings} around
 * @returns {Promise<import('../perform.js').Outcome>}
 */
export async function perform({ options, words }, around) {
  const place = placeOf(around, projectOf(options, around));
  if (!words.action) return list(place);
  const target = TARGETS.find(({ name }) => name === words.target);
  if (!target) throw new LevError('option_invalid', `hook ${words.action} lacks what it is for: expected one of ${TARGETS.map(({ name }) => name).join(', ')}`);
  const result = await change(words.action, target, place, options, around);
  return { data: result, text: () => render('renderChange', result) };
}

/** @param {Place} place */
function list(place) {
  const data = { client: clientOf(place.send) ?? null, hooks: statesOf(place) };
  return { data, text: () => render('renderHooks', data) };
}

/**
 * @param {string} action
 * @param {Target} target
 * @param {Place} place
 * @param {Record<string, any>} options
 * @param {Surroundings} around
 * @returns {Promise<Result>}
 */
async function change(action, target, place, options, around) {
  const installs = action === 'install';
  const client = installs ? findSocketClient(around.env) : undefined;
  const edits = installs ? [script(place, /** @type {any} */ (client)), ...target.install(place)] : target.uninstall(place);
  const open = edits.filter(({ before, after }) => before !== after);
  /** @type {Result} */
  const result = { action, target: target.name, changed: open.map(({ path }) => path), backups: [], diff: open.filter(({ isOwn }) => !isOwn).map(diff).join('\n'), done: false };
  if (options['dry-run']) return result;
  if (open.length > 0 && !(await isAllowed(result, options, around))) return result;
  result.backups = apply(open, join(place.folder, 'backups'));
  return { ...result, done: true, ...(installs && { client: client?.name, consent: target.consent, next: target.startAgain }) };
}

/**
 * It stays when a hook goes: hooks of other repositories and folders may call it.
 * @param {Place} place
 * @param {import('../hooks/send.js').SocketClient} client
 * @returns {Edit}
 */
function script({ send, socket }, client) {
  const after = Buffer.from(sendScript(client, socket), 'utf8').toString('latin1');
  return { path: send, before: clientOf(send) ? read(send) : null, after, mode: 0o700, isOwn: true };
}

/** @param {Result} result @param {Record<string, any>} options @param {Surroundings} around */
async function isAllowed(result, options, around) {
  if (options.yes) return true;
  if (!around.terminal.interactive) throw new LevError('option_invalid', `hook ${result.action} changes files of yours and nobody can be asked here: add --yes, or look first with --dry-run`);
  return around.ask(`${result.diff}\n\nChange ${result.changed.join(', ')}? [y/N] `);
}

/**
 * @param {'renderHooks' | 'renderChange'} form
 * @param {any} data
 */
async function render(form, data) {
  const forms = await import('../render/hook.js');
  return forms[form](data);
}
