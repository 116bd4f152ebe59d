/** `optimize`: what would save time; apply it after showing it, undo it, report what it saved, or say who applied what. */

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
  const wanted = ['apply', 'undo', 'report', 'audit'].filter((name) => options[name] !== undefined);
  if (wanted.length > 1) throw new LevError('option_invalid', `optimize was given --${wanted.join(' and --')}: expected one of them`);
  const sidecar = await reachSidecar(around);
  if (options.report) {
    const data = await sidecar.request('GET', '/v1/optimize/report');
    return { data, text: async () => (await render()).renderReport(data) };
  }
  if (options.audit) {
    const data = await sidecar.request('GET', '/v1/optimize/audit');
    return { data, text: async () => (await render()).renderAudit(data) };
  }
  if (options.undo !== undefined) {
    const data = await sidecar.request('POST', '/v1/optimize/undo', { id: options.undo });
    return { data, text: async () => (await render()).renderApplied(data) };
  }
  const project = presentProjectOf(options, around);
  const advice = await sidecar.request('POST', '/v1/optimize', { project });
  if (options.apply === undefined) return { data: advice, text: async () => (await render()).renderAdvice(advice, around.terminal) };
  return apply(advice, { id: options.apply, yes: options.yes === true, project }, sidecar, around);
}

/**
 * @param {any} advice
 * @param {{id: string, yes: boolean, project: string | null | undefined}} asked
 * @param {Awaited<ReturnType<typeof reachSidecar>>} sidecar
 * @param {Surroundings} around
 * @returns {Promise<Outcome>}
 */
async function apply(advice, { id, yes, project }, sidecar, around) {
  const proposal = advice.proposals.flatMap((/** @type {any} */ one) => [one, ...one.members]).find((/** @type {any} */ one) => one.id === id);
  if (!proposal) throw new LevError('change_unknown', `there is no proposal ${JSON.stringify(id)} now: lev jepa optimize lists what there is`);
  const { renderProposal, renderApplied } = await render();
  const asked = { deed: 'change files', question: 'Change this?', isMeant: yes };
  if (!(await isMeant(renderProposal(proposal), asked, around))) return { data: { applied: null }, text: () => 'Nothing was changed.' };
  const data = await sidecar.request('POST', '/v1/optimize/apply', { id, project, digest: proposal.digest });
  return { data, text: () => renderApplied(data) };
}

function render() {
  return import('../render/optimize.js');
}
