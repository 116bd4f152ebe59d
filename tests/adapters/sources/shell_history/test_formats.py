"""Each format of shell history, parsed."""

from __future__ import annotations

import pytest

from jepa_learning.adapters.sources.shell_history import bash, fish, zsh


def commands(parsed: object) -> list[str]:
    return [entry.command for entry in parsed]  # type: ignore[attr-defined]


def test_bash_without_times_is_a_command_a_line() -> None:
    entries = list(bash.parse(b"ls\n git status\n\nmake test\n"))
    assert [(entry.command, entry.time) for entry in entries] == [
        ("ls", None),
        (" git status", None),
        ("", None),
        ("make test", None),
    ]
    assert [entry.end for entry in entries] == [3, 15, 16, 26]


def test_bash_with_times_gives_each_command_its_own() -> None:
    entries = list(bash.parse(b"#1700000000\nls\n#1700000005\nmake\n"))
    assert [(entry.command, entry.time) for entry in entries] == [("ls", 1.7e9), ("make", 1.7e9 + 5)]


def test_bash_keeps_a_comment_that_is_no_time() -> None:
    assert commands(bash.parse(b"#12\n# 1700000000\n#hello\n")) == ["#12", "# 1700000000", "#hello"]


def test_bash_commands_without_times_behind_one_with_a_time_stay_apart() -> None:
    entries = list(bash.parse(b"#1700000000\nls\nmake\ngit status\n"))
    assert [(entry.command, entry.time) for entry in entries] == [
        ("ls", 1.7e9),
        ("make", None),
        ("git status", None),
    ]


@pytest.mark.parametrize("stamp", [b"", b"#1700000000\n"])
@pytest.mark.parametrize(
    "command",
    [
        "echo 'a\nb'",
        'git commit -m "one\n\ntwo"',
        "docker run \\\n  -it x",
        "for f in *; do\n  echo $f\ndone",
        "if true; then\n  ls\nfi",
        "while read x\ndo echo $x\ndone",
        "case $x in\n  a) ls ;;\nesac",
        "cat <<EOF\nsome 'odd text\nEOF",
        "cat << 'EOF' > a\nit's\nEOF",
        'cat <<-"END"\n  it\'s\n  END',
        "git commit -m \"$(cat <<'EOF'\none\n\nit's two\nEOF\n)\"",
        "f() {\n  ls\n}",
    ],
)
def test_bash_joins_the_lines_of_one_command(stamp: bytes, command: str) -> None:
    data = stamp + command.encode() + b"\n" + stamp + b"ls\n"
    assert commands(bash.parse(data)) == [command, "ls"]


@pytest.mark.parametrize(
    "command",
    [
        "for f in *; do echo $f; done",
        "echo done",
        "git commit -m 'if only'",
        "echo it\\'s",
        "make # don't",
        "echo a\\\\",
        "find . -name x -exec rm {} \\;",
        "{ ls; }",
        "if true; then ls; fi",
        "grep -c fi file",
        "cat <<< word",
        "base64 -d <<<$x",
        'echo "a << b"',
        "echo 'a <<b'",
        "echo $((1 << n))",
    ],
)
def test_bash_ends_a_command_that_is_complete(command: str) -> None:
    assert commands(bash.parse(command.encode() + b"\nls\n")) == [command, "ls"]


def test_bash_does_not_let_an_open_quote_swallow_the_history() -> None:
    assert commands(bash.parse(b"echo it's\n" + b"ls\n" * 150)) == ["echo it's", *["ls"] * 150]


def test_bash_ends_an_open_command_at_the_next_time() -> None:
    assert commands(bash.parse(b"#1700000000\necho 'a\n#1700000001\nls\n")) == ["echo 'a", "ls"]


@pytest.mark.parametrize("rest", [b"mak", b"echo 'a\nb\n", b"#1700000000\n", b"#1700000000\nmak"])
def test_bash_leaves_what_is_not_finished_for_the_next_time(rest: bytes) -> None:
    entries = list(bash.parse(b"ls\n" + rest))
    assert [(entry.command, entry.end) for entry in entries] == [("ls", 3)]


def test_zsh_plain_is_a_command_a_line() -> None:
    assert [(entry.command, entry.time) for entry in zsh.parse(b"ls\n make\n")] == [
        ("ls", None),
        (" make", None),
    ]


def test_zsh_extended_has_times_and_durations() -> None:
    entries = list(zsh.parse(b": 1700000000:4;make test\n:1700000005:0; ls; echo ;\n"))
    assert [(entry.command, entry.time, entry.duration_s) for entry in entries] == [
        ("make test", 1.7e9, 4.0),
        (" ls; echo ;", 1.7e9 + 5, 0.0),
    ]


def test_zsh_joins_lines_that_end_in_a_backslash() -> None:
    entries = list(zsh.parse(b": 1700000000:0;for f in *; do\\\necho $f\\\ndone\n: 1700000001:0;ls\n"))
    assert commands(entries) == ["for f in *; do\necho $f\ndone", "ls"]


def test_zsh_unfolds_its_metafied_bytes() -> None:
    plain = "echo Grüße → ß 日本".encode()
    meta = b"".join(
        bytes([0x83, byte ^ 0x20]) if byte == 0x83 or 0x84 <= byte <= 0x9D or byte == 0xA0 else bytes([byte])
        for byte in plain
    )
    assert commands(zsh.parse(meta + b"\n")) == [plain.decode()]
    assert meta != plain


@pytest.mark.parametrize("rest", [b": 1700000001:0;mak", b": 1700000001:0;a\\\n"])
def test_zsh_leaves_what_is_not_finished_for_the_next_time(rest: bytes) -> None:
    assert commands(zsh.parse(b": 1700000000:0;ls\n" + rest)) == ["ls"]


def test_fish_has_commands_times_and_paths_that_are_left_out() -> None:
    paths = b"  paths:\n    - src\n    - - cmd: not this\n"
    data = b"- cmd: ls src\n  when: 1700000000\n" + paths + b"- cmd: make\n  when: 1700000003\n"
    assert [(entry.command, entry.time) for entry in fish.parse(data)] == [
        ("ls src", 1.7e9),
        ("make", 1.7e9 + 3),
    ]


def test_fish_unfolds_escapes() -> None:
    data = rb"- cmd: echo a\nb \\n c: 'd'" + b"\n  when: 1700000000\n"
    assert commands(fish.parse(data)) == ["echo a\nb \\n c: 'd'"]


def test_fish_leaves_what_is_not_finished_for_the_next_time() -> None:
    data = b"- cmd: ls\n  when: 1700000000\n- cmd: make\n  when: 17000"
    assert commands(fish.parse(data)) == ["ls"]


def test_fish_entries_without_a_time_are_kept() -> None:
    entries = list(fish.parse(b"- cmd: ls\n- cmd: make\n  when: 1700000000\n"))
    assert [(entry.command, entry.time) for entry in entries] == [("ls", None), ("make", 1.7e9)]


@pytest.mark.parametrize("parse", [bash.parse, zsh.parse, fish.parse])
def test_bytes_that_are_no_text_stay_visible(parse: object) -> None:
    line = b"- cmd: echo \xff\n  when: 1700000000\n" if parse is fish.parse else b"echo \xff\n"
    assert commands(parse(line)) == ["echo \\xff"]  # type: ignore[operator]


@pytest.mark.parametrize("parse", [bash.parse, zsh.parse, fish.parse])
def test_an_empty_history_has_no_commands(parse: object) -> None:
    assert commands(parse(b"")) == []  # type: ignore[operator]
