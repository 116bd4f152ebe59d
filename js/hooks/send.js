/**
 * The script through which every hook speaks to the socket, without Node and without Python: in perl, which is one
 * process and loads no module, or else plain sh with what this machine has of curl, nc and socat, found when a hook
 * is installed.
 */

import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { LevError } from '../errors.js';
import { VERSION } from './block.js';

/**
 * @typedef {{name: 'perl' | 'curl' | 'nc' | 'socat', program: string}} SocketClient
 */

/**
 * What speaks to Unix sockets here.
 * @param {NodeJS.ProcessEnv} env
 * @returns {SocketClient}
 * @throws {LevError} `hook_client_missing`.
 */
export function findSocketClient(env) {
  const perl = which('perl', env);
  if (perl && /^[!-~]+$/.test(perl) && says(perl, ['-T', '-e', 'print $^V'], /^v5\./)) return { name: 'perl', program: perl };
  const curl = which('curl', env);
  if (curl && says(curl, ['--help', 'all'], '--unix-socket')) return { name: 'curl', program: curl };
  const nc = which('nc', env);
  if (nc && says(nc, ['-h'], /-[A-Za-z]*U/)) return { name: 'nc', program: nc };
  const socat = which('socat', env);
  if (socat) return { name: 'socat', program: socat };
  throw new LevError('hook_client_missing', 'no program that speaks to Unix sockets was found: expected perl, curl (7.40 or newer), nc with -U, or socat on the PATH. Install curl');
}

/**
 * The script's text.
 * @param {SocketClient} client
 * @param {string} socket
 * @returns {string}
 */
export function sendScript({ name, program }, socket) {
  if (name === 'perl') return filled(PERL, { name, program }, socket);
  const [exchange, spoken] = name === 'curl' ? [CURL, ''] : [SPOKEN, name === 'nc' ? NC : SOCAT];
  return filled(`${WORDS}${exchange}${ENDING}`.replaceAll('@SPOKEN@', spoken), { name, program }, socket);
}

/** @param {string} text @param {SocketClient} client @param {string} socket */
function filled(text, { name, program }, socket) {
  return text.replaceAll('@VERSION@', String(VERSION)).replaceAll('@CLIENT@', name).replaceAll('@PERL@', () => program)
    .replaceAll('@PROGRAM@', () => quote(program)).replaceAll('@SOCKET@', () => quote(socket))
    .replaceAll('@PERL_SOCKET@', () => `'${socket.replaceAll(/[\\']/g, '\\$&')}'`);
}

/**
 * Which client a script that is there speaks through; undefined where there is none, or it is not ours.
 * @param {string} path
 * @returns {string | undefined}
 */
export function clientOf(path) {
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

const WORDS = `#!/bin/sh
# lev jepa hook send, version @VERSION@, through @CLIENT@
# Hands its standard input to the sidecar: send ROUTE SECONDS. Prints the answer, and nothing where there is none.
# With a third word it waits for nothing and prints nothing. It starts nothing, and always succeeds.
socket=@SOCKET@
exchange() {
`;

/** AF_UNIX and SOCK_STREAM are 1 wherever this plugin runs; a BSD's address begins with its length, which it fills in. */
const PERL = String.raw`#!@PERL@ -T
# lev jepa hook send, version @VERSION@, through @CLIENT@
# Hands its standard input to the sidecar: send ROUTE SECONDS. Prints the answer, and nothing where there is none.
# With a third word it waits for nothing and prints nothing. It starts nothing, and always succeeds.
my $socket = @PERL_SOCKET@;
my ($route, $seconds, $later) = @ARGV;
$SIG{PIPE} = 'IGNORE';
$SIG{ALRM} = sub { exit 0 };
unless (-S $socket && -o $socket) { 1 while sysread STDIN, my $part, 65536; exit 0 }
if (defined $later) {
  exit 0 if fork;
  open STDOUT, '>', '/dev/null'; open STDERR, '>', '/dev/null';
}
alarm 1 + int $seconds;
my $body = '';
1 while sysread STDIN, $body, 65536, length $body;
socket my $to, 1, 1, 0 or exit 0;
connect $to, ($^O =~ /darwin|bsd/ ? pack 'CCa104', 0, 1, $socket : pack 'Sa108', 1, $socket) or exit 0;
my $said = "POST $route HTTP/1.1
Host: localhost
Connection: close
Content-Type: application/octet-stream
"
  . 'Content-Length: ' . length($body) . "

$body";
for (my $at = 0; $at < length $said;) { $at += syswrite($to, $said, 65536, $at) || exit 0 }
my $answer = '';
while (1) {
  vec(my $waiting = '', fileno $to, 1) = 1;
  select($waiting, undef, undef, $seconds) > 0 or exit 0;
  sysread $to, $answer, 65536, length $answer or last;
}
print $1 if $answer =~ m{\A\S+ 20\d .*?\r\n\r\n(.+)\z}s;
exit 0;
`;

const ENDING = `}
if ! { [ -S "$socket" ] && [ -O "$socket" ]; }; then
  cat >/dev/null 2>&1
  exit 0
fi
if [ $# -gt 2 ]; then
  exec 3<&0
  (exchange "$1" "$2" <&3 3<&-) >/dev/null 2>&1 &
else
  exchange "$1" "$2"
fi
exit 0
`;

const CURL = `  @PROGRAM@ -q -s -f --noproxy '*' --max-time "$2" --unix-socket "$socket" -H 'Content-Type: application/octet-stream' \\
    -H 'Expect:' --data-binary @- "http://localhost$1" 2>/dev/null
`;

const SPOKEN = `  umask 077
  body="$socket.$$"
  trap 'rm -f "$body"' EXIT
  cat >"$body" 2>/dev/null || exit 0
  {
    printf 'POST %s HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\nContent-Type: application/octet-stream\\r\\n' "$1"
    printf 'Content-Length: %s\\r\\n\\r\\n' "$(($(wc -c <"$body")))"
    cat "$body"
  } | @SPOKEN@ 2>/dev/null | {
    end=$(printf '\\r')
    IFS= read -r status
    case $status in *' 20'[0-9]' '*) ;; *) exit 0 ;; esac
    while IFS= read -r line && [ "$line" != "$end" ]; do :; done
    cat
  }
`;

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
