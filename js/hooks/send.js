/**
 * The script through which every hook speaks to the socket, without Node and without Python: in perl, which is one
 * process and loads no module, or else plain sh with timeout and what this machine has of curl, nc and socat, found
 * when a hook is installed. Its texts stand in js/hooks/snippets/: send.pl and send.sh.
 */

import { accessSync, constants, readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { LevError } from '../errors.js';
import { VERSION } from './block.js';

/**
 * @typedef {{name: 'perl' | 'curl' | 'nc' | 'socat', program: string, timeout?: string}} SocketClient `timeout`: the program that ends what hangs; perl needs none.
 */

/** The most bytes that are sent or read: more than the sidecar takes, unless you raise sidecar.call_limit_bytes. */
const MOST = 40 * 1024 * 1024;

/**
 * What speaks to Unix sockets here.
 * @param {NodeJS.ProcessEnv} env
 * @returns {SocketClient}
 * @throws {LevError} `hook_client_missing`.
 */
export function findSocketClient(env) {
  const perl = which('perl', env);
  if (perl && /^[!-~]+$/.test(perl) && says(perl, ['-T', '-e', 'print $^V'], /^v5\./)) return { name: 'perl', program: perl };
  const timeout = which('timeout', env) ?? which('gtimeout', env);
  const client = timeout && inShell(env);
  if (client) return { ...client, timeout };
  throw new LevError('hook_client_missing', 'no program that speaks to Unix sockets was found: expected perl, or timeout and one of curl (7.40 or newer), nc with -U and socat on the PATH. Install perl');
}

/** @param {NodeJS.ProcessEnv} env @returns {SocketClient | undefined} */
function inShell(env) {
  const curl = which('curl', env);
  if (curl && says(curl, ['--help', 'all'], '--unix-socket')) return { name: 'curl', program: curl };
  const nc = which('nc', env);
  if (nc && says(nc, ['-h'], /-[A-Za-z]*U/)) return { name: 'nc', program: nc };
  const socat = which('socat', env);
  return socat ? { name: 'socat', program: socat } : undefined;
}

/**
 * The script's text.
 * @param {SocketClient} client
 * @param {string} socket
 * @returns {string}
 */
export function sendScript(client, socket) {
  const { name, program, timeout = 'timeout' } = client;
  const exchange = name === 'curl' ? CURL : SPOKEN.replace('@SPOKEN@', name === 'nc' ? NC : SOCAT);
  return snippet(name === 'perl' ? 'send.pl' : 'send.sh').replace('@EXCHANGE@', () => exchange).replaceAll('@VERSION@', String(VERSION))
    .replaceAll('@CLIENT@', name).replaceAll('@MOST@', String(MOST)).replaceAll('@TIMEOUT@', () => quote(timeout))
    .replaceAll('@PERL@', () => program).replaceAll('@PROGRAM@', () => quote(program)).replaceAll('@SOCKET@', () => quote(socket))
    .replaceAll('@PERL_SOCKET@', () => `'${socket.replaceAll(/[\\']/g, '\\$&')}'`);
}

/** @param {string} name */
function snippet(name) {
  return readFileSync(join(import.meta.dirname, 'snippets', name), 'utf8');
}

/**
 * Which client a script that is there speaks through; undefined where there is none, it is not ours or cannot be run.
 * @param {string} path
 * @returns {string | undefined}
 */
export function clientOf(path) {
  if (!isExecutable(path)) return undefined;
  try {
    return /^# lev jepa hook send, version \d+, through (\w+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/**
 * A word that a POSIX shell and zsh read back as it is; so does fish, but for backslashes at its end.
 * @param {string} word
 */
export function quote(word) {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

const CURL = String.raw`  given | @PROGRAM@ -q -s -f --noproxy '*' --max-time "$2" --max-filesize @MOST@ --unix-socket "$socket" -H 'Content-Type: application/octet-stream' \
    -H 'Expect:' --data-binary @- "http://localhost$1" 2>/dev/null`;

const SPOKEN = String.raw`  umask 077
  body="$socket.$$"
  trap 'rm -f "$body"' EXIT
  given >"$body" || exit 0
  {
    printf 'POST %s HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/octet-stream\r\n' "$1"
    printf 'Content-Length: %s\r\n\r\n' "$(($(wc -c <"$body")))"
    cat "$body"
  } | bounded @SPOKEN@ | {
    end=$(printf '\r')
    IFS= read -r status
    case $status in *' 20'[0-9]' '*) ;; *) exit 0 ;; esac
    while IFS= read -r line && [ "$line" != "$end" ]; do :; done
    cat
  }`;

const NC = '@PROGRAM@ -U -w 1 "$socket"';
const SOCAT = '@PROGRAM@ -T 1 STDIO,ignoreeof "UNIX-CONNECT:$socket"';

/** @param {string} name @param {NodeJS.ProcessEnv} env */
function which(name, env) {
  return (env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/')).map((folder) => join(folder, name)).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} program @param {string[]} words @param {string | RegExp} expected */
function says(program, words, expected) {
  const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: 5000 });
  const said = `${stdout}${stderr}`;
  return typeof expected === 'string' ? said.includes(expected) : expected.test(said);
}
