# jepa-learning in fish: tells the sidecar what was run, and on Alt-n puts the next command into an empty line, to
# edit. It runs nothing, and is silent while the sidecar is away.
status is-interactive; and not set -q _lev_jepa_session; or return 0
test -z "$CLAUDECODE$CODEX_SANDBOX$OPENCODE$CURSOR_AGENT"; or return 0 # an agent's shell is not yours

set -g _lev_jepa_session fish-$fish_pid-(random)

function _lev_jepa_tell --on-event fish_postexec
    set -l code $status
    set -l duration $CMD_DURATION
    set -l line (string collect -- $argv[1])
    set -l suggested (test "$line" = "$_lev_jepa_took"; and echo 1; or echo 0)
    set -g _lev_jepa_took
    test -S $_lev_jepa_socket; and not set -q fish_private_mode; or return 0
    test -n "$line"; and not string match -qr '^\s' -- $line; or return 0
    printf '%s\0' shell=fish session=$_lev_jepa_session directory="$PWD" command="$line" exit=$code \
        duration_s=(math -s3 "$duration / 1000") suggested=$suggested |
        $_lev_jepa_send /v1/hooks/shell 1 >/dev/null 2>/dev/null &
    disown 2>/dev/null
    return 0
end

function _lev_jepa_fill
    test -z (commandline | string collect); and test -S $_lev_jepa_socket; or return 0
    set -l said (printf '%s\0' session=$_lev_jepa_session directory="$PWD" wants=next hears=whisper |
        $_lev_jepa_send /v1/hooks/shell 0.3 2>/dev/null)
    if test -n "$said[2]"
        printf '\r\e[90m%s\e[0m\n' $said[2]
        commandline -f repaint
    end
    set -l line $said[1]
    test -n "$line"; or return 0
    set -g _lev_jepa_took $line
    commandline -r -- $line
end

bind \en _lev_jepa_fill 2>/dev/null
bind -M insert \en _lev_jepa_fill 2>/dev/null
