# jepa-learning in zsh: tells the sidecar what was run, and offers the next command in grey on an empty line, where the
# right arrow key takes it into the line to edit. It runs nothing, and is silent while the sidecar is away.
[[ -o interactive && -z $_lev_jepa_session ]] || return 0
[[ -z $CLAUDECODE$CODEX_SANDBOX$OPENCODE$CURSOR_AGENT ]] || return 0 # an agent's shell is not yours
zmodload zsh/datetime zsh/system 2>/dev/null || return 0

typeset -g _lev_jepa_session=zsh-$$-$EPOCHSECONDS _lev_jepa_line= _lev_jepa_began= _lev_jepa_fd=
typeset -g _lev_jepa_ghost= _lev_jepa_took= _lev_jepa_mark= _lev_jepa_before= _lev_jepa_ready=

_lev_jepa_preexec() {
  _lev_jepa_close
  _lev_jepa_line=$1 _lev_jepa_began=$EPOCHREALTIME
}

_lev_jepa_precmd() {
  local code=$? line=$_lev_jepa_line began=$_lev_jepa_began
  emulate -L zsh
  _lev_jepa_line= _lev_jepa_began= _lev_jepa_ghost=
  _lev_jepa_close
  [[ -S $_lev_jepa_socket ]] || return 0
  local -a said=(shell=zsh session=$_lev_jepa_session directory=$PWD wants=next hears=whisper)
  if [[ -n $line && $line != [[:space:]]* ]]; then
    local suggested=0
    [[ $line == "$_lev_jepa_took" ]] && suggested=1
    local -F 6 duration=$(( EPOCHREALTIME - began ))
    said+=(command=$line exit=$code began=$began duration_s=$duration suggested=$suggested)
  fi
  _lev_jepa_took=
  exec {_lev_jepa_fd}< <(printf '%s\0' "${said[@]}" | "$_lev_jepa_send" /v1/hooks/shell 1 2>/dev/null)
  zle -N _lev_jepa_answer
  zle -F -w $_lev_jepa_fd _lev_jepa_answer
  return 0
}

_lev_jepa_close() {
  [[ -n $_lev_jepa_fd ]] || return 0
  zle -F $_lev_jepa_fd 2>/dev/null
  exec {_lev_jepa_fd}<&-
  _lev_jepa_fd=
}

_lev_jepa_answer() {
  emulate -L zsh
  local line= whisper=
  sysread -i $1 line 2>/dev/null
  _lev_jepa_close
  [[ $line == *$'\n'* ]] && whisper=${${line#*$'\n'}%$'\n'} line=${line%%$'\n'*}
  if [[ -n $whisper ]]; then
    zle -I
    print -r -- $'\e[90m'$whisper$'\e[0m'
  fi
  [[ -n $line && -z $BUFFER$PREBUFFER && $CONTEXT == start ]] || return 0
  _lev_jepa_prepare || return 0
  _lev_jepa_ghost=$line
  POSTDISPLAY=$line
  _lev_jepa_mark="0 $#line fg=8"
  region_highlight+=("$_lev_jepa_mark")
  zle -R
}

# Keys are bound when there is something to take, after all that your own files bind.
_lev_jepa_prepare() {
  emulate -L zsh
  [[ -z $_lev_jepa_ready ]] || return 0
  autoload -Uz add-zle-hook-widget && add-zle-hook-widget line-pre-redraw _lev_jepa_redraw 2>/dev/null || return 1
  add-zle-hook-widget line-finish _lev_jepa_clear
  zle -N _lev_jepa_take
  local -a bound=(${(z)"$(bindkey '^[[C')"})
  _lev_jepa_before=${bound[2]:-forward-char} _lev_jepa_ready=1
  [[ $_lev_jepa_before == undefined-key ]] && _lev_jepa_before=forward-char
  bindkey '^[[C' _lev_jepa_take
  bindkey '^[OC' _lev_jepa_take
}

_lev_jepa_redraw() {
  emulate -L zsh
  [[ -z $_lev_jepa_ghost || -z $BUFFER && $POSTDISPLAY == "$_lev_jepa_ghost" ]] || _lev_jepa_clear
}

_lev_jepa_clear() {
  emulate -L zsh
  [[ -n $_lev_jepa_ghost ]] || return 0
  [[ $POSTDISPLAY == "$_lev_jepa_ghost" ]] && POSTDISPLAY=
  region_highlight=("${(@)region_highlight:#$_lev_jepa_mark}")
  _lev_jepa_ghost=
}

_lev_jepa_take() {
  if [[ -n $_lev_jepa_ghost && -z $BUFFER ]]; then
    _lev_jepa_took=$_lev_jepa_ghost
    _lev_jepa_clear
    BUFFER=$_lev_jepa_took CURSOR=$#_lev_jepa_took
  else
    zle $_lev_jepa_before
  fi
}

preexec_functions+=(_lev_jepa_preexec)
precmd_functions=(_lev_jepa_precmd $precmd_functions)
