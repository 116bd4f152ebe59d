/** Asks once whether the shell history may be read. Whoever calls it has a person at a terminal. */

const QUESTION = `May jepa-learning read your shell history (bash, zsh, fish, atuin)?
It stays on this machine; secrets are replaced before anything is stored, and a command typed with a
leading space is never read. Change it at any time with: lev jepa consent shell on|off
Read the shell history? [y/N] `;

/**
 * @param {import('./sidecar.js').Client} sidecar
 * @param {import('./surroundings.js').Surroundings} around
 */
export async function askForShell(sidecar, around) {
  const { sources } = await sidecar.request('GET', '/v1/consent');
  const shell = sources.filter((/** @type {{source: string}} */ one) => one.source === 'shell');
  if (shell.some((/** @type {{asked: boolean}} */ one) => one.asked)) return;
  const granted = await around.ask(QUESTION);
  await sidecar.request('PUT', '/v1/consent', { source: 'shell', granted, project: null });
}
