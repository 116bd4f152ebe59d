/** `organize`: better places for files, with the reasons; move one after showing it, or move it back. */

import { LevError } from '../errors.js';
import { isMeant } from '../meant.js';
import { presentProjectOf } from '../project.js';
import { reachSidecar } from '../sidecar.js';

/** @typedef {import('../perform.js').Surroundings} Surroundings */
/** @typedef {import('../perform.js').Outcome} Outcome */

/**
 * @param {import('../perform.js').Asked} asked
 * @param {Surroundings} around
 * @returns {Promise<Outcome>}
 */
export async function perform({ options }, around) {
  if (options.apply !== undefined && options.undo !== undefined) throw new LevError('option_invalid', 'organize was given --apply and --undo: expected one of them');
  const sidecar = await reachSidecar(around);
  if (options.undo !== undefined) {
    const data = await sidecar.request('POST', '/v1/organization/undo', { id: options.undo });
    return { data, text: async () => (await render()).renderMoved(data) };
  }
  const project = presentProjectOf(options, around) ?? around.cwd;
  const found = await sidecar.request('GET', `/v1/organization?${new URLSearchParams({ project })}`);
  if (options.apply === undefined) return { data: found, text: async () => (await render()).renderOrganization(found) };
  return apply(found, { id: options.apply, yes: options.yes === true, project }, sidecar, around);
}

/**
 * @param {any} found
 * @param {{id: string, yes: boolean, project: string}} asked
 * @param {Awaited<ReturnType<typeof reachSidecar>>} sidecar
 * @param {Surroundings} around
 * @returns {Promise<Outcome>}
 */
async function apply(found, { id, yes, project }, sidecar, around) {
  const move = found.moves.find((/** @type {any} */ one) => one.id === id);
  if (!move) throw new LevError('change_unknown', `there is no move ${JSON.stringify(id)} now: lev jepa organize lists what there is`);
  if (move.why_not !== null) throw new LevError('change_refused', `${move.path} was not moved: ${move.why_not}`);
  const { renderMove, renderMoved } = await render();
  const asked = { deed: 'move a file', question: '\nMove it?', isMeant: yes };
  if (!(await isMeant(renderMove(move), asked, around))) return { data: { applied: null }, text: () => 'Nothing was moved.' };
  const data = await sidecar.request('POST', '/v1/organization/apply', { id, project, digest: move.digest });
  return { data, text: () => renderMoved(data) };
}

function render() {
  return import('../render/organization.js');
}
