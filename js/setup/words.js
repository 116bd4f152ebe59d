/** Says in plain words why a package installer failed, from what it printed. */

import { LevError } from '../errors.js';

const DISK = /No space left on device|ENOSPC|Errno 28|Disk quota exceeded/i;
const HASH = /DO NOT MATCH THE HASHES|EINTEGRITY|Hashes are required|integrity checksum failed/i;
const NETWORK = /NewConnectionError|NameResolutionError|ConnectTimeoutError|Failed to establish a new connection|Temporary failure in name resolution|Name or service not known|Network is unreachable|ProxyError|Read timed out|SSLError|CERTIFICATE_VERIFY_FAILED|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/;
// Said of a registry that could not be reached, when pip may not try again, and of one that has no build.
const NOTHING_OFFERED = /\(from versions: none\)/;
const NO_BUILD = /No matching distribution found for (\S+)/;

/**
 * @param {string} output All that the installer printed.
 * @param {{tool: string, log: string}} about
 * @returns {LevError}
 */
export function explainInstaller(output, { tool, log }) {
  const see = `All that ${tool} said is in ${log}`;
  if (DISK.test(output)) return new LevError('setup_disk_full', `the disk is full: ${tool} could not write the packages. Free some space (about 300 MB) and try again. ${see}`);
  if (HASH.test(output)) return new LevError('setup_hash_mismatch', `a package that ${tool} downloaded is not the one the lock file names (its hash differs), so nothing was installed from it. Try again; if it stays so, check the mirror or proxy that packages come through. ${see}`);
  if (NETWORK.test(output)) return new LevError('setup_network', `the package registry cannot be reached, and the packages are needed once. Check the network, proxy and certificates and try again. ${see}`);
  const missing = packageWithoutBuild(output);
  if (missing && NOTHING_OFFERED.test(output)) return new LevError('setup_failed', `the package registry gave ${tool} no ${missing}: either it cannot be reached (check the network, proxy and certificates) or it has no build for this Python and machine (Python 3.11 on Linux or macOS is expected). ${see}`);
  if (missing) return new LevError('setup_failed', `the package registry has no ${missing} for this Python and machine. Python 3.11 on Linux or macOS is expected. ${see}`);
  return new LevError('setup_failed', `${tool} failed: ${lastWords(output)}. ${see}`);
}

/**
 * The package and version that an installer found no build of for this machine, if that is why it failed.
 * @param {string} output
 * @returns {string | undefined}
 */
export function packageWithoutBuild(output) {
  return [DISK, HASH, NETWORK].some((cause) => cause.test(output)) ? undefined : NO_BUILD.exec(output)?.[1];
}

/**
 * @param {string} output All that `python -m venv` printed.
 * @param {{program: string, version: string, log: string}} about
 * @returns {LevError}
 */
export function explainVenv(output, { program, version, log }) {
  if (DISK.test(output)) return explainInstaller(output, { tool: `${program} -m venv`, log });
  const short = version.split('.').slice(0, 2).join('.');
  if (/ensurepip is not|No module named '?(venv|ensurepip)/.test(output)) {
    return new LevError('setup_venv_missing', `${program} (${version}) lacks its venv module. Install it (Debian and Ubuntu: apt install python${short}-venv) and try again`);
  }
  return new LevError('setup_failed', `${program} -m venv failed: ${lastWords(output)}. All that it said is in ${log}`);
}

/** @param {string} output */
function lastWords(output) {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const error = lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1) ?? 'it said nothing';
  return error.trim().replace(/\.$/, '');
}
