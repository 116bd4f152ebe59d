# jepa-learning in bash (5.0 or newer): tells the sidecar what was run, and on Alt-n puts the next command into an empty
# line, to edit. It runs nothing, and is silent while the sidecar is away.
[[ $- == *i* && -z ${_lev_jepa_session-} && -n ${EPOCHREALTIME-} ]] || return 0
[[ -z ${CLAUDECODE-}${CODEX_SANDBOX-}${OPENCODE-}${CURSOR_AGENT-} ]] || return 0 # an agent's shell is not yours

_lev_jepa_session=bash-$$-$EPOCHSECONDS _lev_jepa_began= _lev_jepa_took= _lev_jepa_number=

_lev_jepa_prompt() {
  local code=$? began=$_lev_jepa_began ended=${EPOCHREALTIME/[.,]/} number='\!'
  number=${number@P}:$HISTCMD
  # the history's number stands still where a line was kept out of it
  if [[ -n $began && $number != "$_lev_jepa_number" && -S $_lev_jepa_socket ]]; then
    (_lev_jepa_tell "$code" "$began" "$ended" &) </dev/null >/dev/null 2>&1
  fi
  [[ -z $began ]] || _lev_jepa_took=
  _lev_jepa_began= _lev_jepa_number=$number
  return "$code"
}

_lev_jepa_tell() {
  local line suggested=0 duration=$(($3 - $2))
  line=$(HISTTIMEFORMAT= builtin history 1)
  [[ $line =~ ^\ *[0-9]+[*\ ]\  ]] || return 0
  line=${line:${#BASH_REMATCH[0]}}
  [[ -n $line && $line != [[:space:]]* ]] || return 0
  [[ $line != "$_lev_jepa_took" ]] || suggested=1
  printf '%s\0' "shell=bash" "session=$_lev_jepa_session" "directory=$PWD" "command=$line" "exit=$1" \
    "began=${2%??????}.${2: -6}" "duration_s=$((duration / 1000000)).$(printf '%06d' "$((duration % 1000000))")" \
    "suggested=$suggested" | "$_lev_jepa_send" /v1/hooks/shell 1
}

_lev_jepa_fill() {
  [[ -z $READLINE_LINE && -S $_lev_jepa_socket ]] || return 0
  local line
  line=$(printf '%s\0' "session=$_lev_jepa_session" "directory=$PWD" "wants=next" "hears=whisper" |
    "$_lev_jepa_send" /v1/hooks/shell 0.3 2>/dev/null)
  [[ $line != *$'\n'* ]] || printf '\e[90m%s\e[0m\n' "${line#*$'\n'}"
  line=${line%%$'\n'*}
  [[ -n $line ]] || return 0
  READLINE_LINE=$line READLINE_POINT=${#line} _lev_jepa_took=$line
}

# PS0 is expanded when a line was read and before it is run, in this very shell: it notes the time and shows nothing
PS0='${_lev_jepa_session:$((_lev_jepa_began=${EPOCHREALTIME/[.,]/},0)):0}'${PS0-}
PROMPT_COMMAND=_lev_jepa_prompt${PROMPT_COMMAND:+$'\n'$PROMPT_COMMAND}
bind -x '"\en": _lev_jepa_fill' 2>/dev/null
return 0
