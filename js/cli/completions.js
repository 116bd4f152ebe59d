/** Writes completion scripts for bash, zsh and fish from the command table. */

import { COMMANDS, optionsOf } from './table.js';

/** @typedef {import('./table.js').Command} Command */

/**
 * @param {string} shell `bash`, `zsh` or `fish`.
 * @returns {string}
 */
export function completionScript(shell) {
  if (shell === 'fish') return fish();
  return shell === 'zsh' ? zsh() : bash();
}

function bash() {
  const cases = COMMANDS.map((command) => `    ${command.name}) words=${quote(wordsOf(command).join(' '))} ;;`);
  const values = valueCases().map(({ command, option, choices }) => `    ${command}:--${option}) words=${quote(choices.join(' '))} ;;`);
  return `# Completion of lev for bash. Use it with: eval "$(lev jepa completions bash)"
_lev() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "jepa" -- "$current")); return; fi
  if [ "$COMP_CWORD" -eq 2 ]; then COMPREPLY=($(compgen -W ${quote(names().join(' '))} -- "$current")); return; fi
  case "\${COMP_WORDS[2]}" in
${cases.join('\n')}
  esac
  case "\${COMP_WORDS[2]}:$previous" in
${values.join('\n')}
    ${pathCases().join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case "\${COMP_WORDS[2]}:$COMP_CWORD:$current" in
    *:*:-*) ;;
    ${pathPatterns().join('|')}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _lev lev
`;
}

function zsh() {
  const commands = COMMANDS.map(({ name, summary }) => `    ${quote(`${name}:${summary}`)}`);
  const cases = COMMANDS.map((command) => `    ${command.name}) _arguments ${zshArguments(command).join(' ')} ;;`);
  return `#compdef lev
# Completion of lev for zsh. Use it with: source <(lev jepa completions zsh)
_lev() {
  local -a commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then compadd jepa; return; fi
  if (( CURRENT == 3 )); then _describe command commands; return; fi
  local name="$words[3]"
  shift 2 words
  (( CURRENT -= 2 ))
  case "$name" in
${cases.join('\n')}
  esac
}
compdef _lev lev
`;
}

function fish() {
  const first = 'not __fish_seen_subcommand_from jepa';
  const second = `__fish_seen_subcommand_from jepa; and not __fish_seen_subcommand_from ${names().join(' ')}`;
  const lines = [
    '# Completion of lev for fish. Use it with: lev jepa completions fish | source',
    'complete -c lev -f',
    `complete -c lev -n '${first}' -a jepa`,
    ...COMMANDS.map(({ name, summary }) => `complete -c lev -n '${second}' -a ${name} -d ${quote(summary)}`),
    ...COMMANDS.flatMap(fishLines),
  ];
  return `${lines.join('\n')}\n`;
}

/** @param {Command} command */
function fishLines(command) {
  const when = `-n '__fish_seen_subcommand_from ${command.name}'`;
  const words = command.positionals.flatMap((one) => one.choices ?? (one.name === 'command' ? names() : []));
  return [
    ...words.map((word) => `complete -c lev ${when} -a ${word}`),
    ...(pathPositionals().includes(command.name) ? [`complete -c lev ${when} -F`] : []),
    ...optionsOf(command).map(({ name, type, choices, description }) => {
      const value = type === 'boolean' ? '' : type === 'path' ? ' -r -F' : choices ? ` -x -a ${quote(choices.join(' '))}` : ' -x';
      return `complete -c lev ${when} -l ${name}${value} -d ${quote(description)}`;
    }),
  ];
}

/** @param {Command} command */
function zshArguments(command) {
  const options = optionsOf(command).map(({ name, type, choices, repeated, description }) => {
    const words = description.replaceAll(/[[\]:]/g, ' ');
    const value = type === 'boolean' ? '' : `:${name}:${type === 'path' ? '_files' : choices ? `(${choices.join(' ')})` : ' '}`;
    return quote(`${repeated ? '*' : ''}--${name}[${words}]${value}`);
  });
  const words = command.positionals.map((one, place) => quote(`${one.rest ? '*' : place + 1}:${one.name}:${zshWords(one)}`));
  return [...options, ...words];
}

/** @param {import('./table.js').Positional} positional */
function zshWords({ name, type, choices }) {
  if (type === 'path') return '_files';
  return choices || name === 'command' ? `(${(choices ?? names()).join(' ')})` : ' ';
}

/** @param {Command} command */
function wordsOf(command) {
  const words = command.positionals.flatMap((one) => one.choices ?? (one.name === 'command' ? names() : []));
  return [...words, ...optionsOf(command).map((option) => `--${option.name}`)];
}

function valueCases() {
  return COMMANDS.flatMap((command) =>
    command.options.flatMap(({ name, choices }) => (choices ? [{ command: command.name, option: name, choices }] : [])));
}

function pathCases() {
  const names = COMMANDS.flatMap((command) => optionsOf(command).filter(({ type }) => type === 'path').map(({ name }) => name));
  return [...new Set(names)].map((name) => `*:--${name}`);
}

/** The commands whose word is a path. */
function pathPositionals() {
  return COMMANDS.filter(({ positionals }) => positionals.some(({ type }) => type === 'path')).map(({ name }) => name);
}

/** Where a word is a path, as `name:place:`; in front of it stands what has choices of its own. */
function pathPatterns() {
  return COMMANDS.flatMap(({ name, positionals }) => {
    const place = positionals.findIndex(({ type }) => type === 'path');
    return place < 0 ? [] : `${name}:${place === 0 ? '*' : `[${3 + place}-9]`}:*`;
  });
}

function names() {
  return COMMANDS.map(({ name }) => name);
}

/** @param {string} words */
function quote(words) {
  return `'${words.replaceAll("'", "'\\''")}'`;
}
