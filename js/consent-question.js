/** Asks once whether a source that is off by default may be read. Whoever calls it has a person at a terminal. */

/** @type {Record<string, string>} */
const QUESTIONS = {
  shell: `May jepa-learning read your shell history (bash, zsh, fish, atuin)?
It stays on this machine; secrets are replaced before anything is stored, and a command typed with a
leading space is never read. Change it at any time with: lev jepa consent shell on|off
Read the shell history? [y/N] `,
  code: `May jepa-learning read the files of your repositories, as their commits left them?
The words of a task then find a file by what stands in it. Of each file only a list of its most frequent words
is stored, on this machine, without secrets. Change it at any time with: lev jepa consent code on|off
Read the files? [y/N] `,
};

/** What a yes to `code` does not do by itself: commits are read once, and what was kept of them stays as it is. */
export const READ_BEFORE = 'Commits are read with the words of their files from now on. Those read before have none until they are read again: lev jepa forget --source git --project . and then lev jepa learn';

/**
 * @param {import('./sidecar.js').Client} sidecar
 * @param {readonly string[]} asked The sources to ask about, in this order.
 * @param {string | null} project A word about it alone is an answer, too, as long as one stands in it.
 * @param {import('./surroundings.js').Surroundings} around
 */
export async function askForConsent(sidecar, asked, project, around) {
  const { sources } = await sidecar.request('GET', `/v1/consent${project ? `?project=${encodeURIComponent(project)}` : ''}`);
  for (const source of asked) {
    if (sources.some((/** @type {{source: string, asked: boolean}} */ one) => one.source === source && one.asked)) continue;
    const granted = await around.ask(QUESTIONS[source]);
    await sidecar.request('PUT', '/v1/consent', { source, granted, project: null });
    if (granted && source === 'code' && (await hasRead(sidecar, project))) around.progress.note(READ_BEFORE);
  }
}

/**
 * Whether files of the project are known already; while the sidecar still loads nobody can say.
 * @param {import('./sidecar.js').Client} sidecar
 * @param {string | null} project
 */
async function hasRead(sidecar, project) {
  try {
    const { learnt } = await sidecar.request('GET', `/v1/status${project ? `?project=${encodeURIComponent(project)}` : ''}`);
    return learnt.some((/** @type {{kind: string, events: number}} */ one) => one.kind === 'file' && one.events > 0);
  } catch {
    return false;
  }
}
