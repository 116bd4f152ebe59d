"""Nothing private passes the gate, and nothing else is lost there."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jepa_learning.adapters.code.plain_words import PlainWords
from jepa_learning.adapters.memory.secret_scanner import MemorySecretScanner
from jepa_learning.adapters.secrets.detect_secrets import DetectSecretsScanner
from jepa_learning.adapters.sqlite.event_log import SqliteEventLog
from jepa_learning.domain.code_words import WORDS, decode_words
from jepa_learning.domain.errors import ConfigError
from jepa_learning.domain.event import Event
from jepa_learning.domain.privacy import DenyList, Gate, Redactor, is_granted, pseudonym
from jepa_learning.ports.consent import Consent

DENY = DenyList(paths=[], commands=[])
PATTERNS_ALONE = Redactor(MemorySecretScanner([]), patterns=[])
REDACTOR = Redactor(DetectSecretsScanner(), patterns=[])
GATE = Gate(DENY, REDACTOR, is_granted=lambda source, project: True)
READING = Gate(
    DENY,
    REDACTOR,
    is_granted=lambda source, project: source != "code" or project == "/p",
    reader=PlainWords(most=400),
)
DEFAULTS = {"git": True, "jsonl": True, "shell": False}


def command(line: str, **attributes: str) -> Event:
    return Event("command", line, "s", attributes=attributes, source="shell")


def file(path: str, **attributes: str) -> Event:
    return Event("file", path, "c", attributes=attributes, source="git")


# --- consent


@pytest.mark.parametrize(
    ("source", "granted"), [("git", True), ("jsonl", True), ("shell", False), ("agents", True)]
)
def test_the_default_holds_where_nobody_was_asked(source: str, granted: bool) -> None:
    assert is_granted([], source, "/p", defaults=DEFAULTS) is granted


def test_the_word_on_a_project_wins_over_the_word_on_all() -> None:
    words = [Consent("git", "*", granted=False, time=2.0), Consent("git", "/p", granted=True, time=1.0)]
    assert is_granted(words, "git", "/p", defaults=DEFAULTS)
    assert not is_granted(words, "git", "/q", defaults=DEFAULTS)


def test_the_word_on_all_projects_wins_over_the_default() -> None:
    words = [Consent("shell", "*", granted=True, time=1.0)]
    assert is_granted(words, "shell", "", defaults=DEFAULTS)


def test_a_source_that_is_not_ours_falls_under_what_is_handed_over() -> None:
    words = [Consent("jsonl", "*", granted=False, time=1.0)]
    assert not is_granted(words, "agents", "/p", defaults=DEFAULTS)


def test_the_gate_lets_nothing_through_without_consent() -> None:
    gate = Gate(DENY, REDACTOR, is_granted=lambda source, project: source != "shell")
    admission = gate.admit(command("ls"))
    assert (admission.event, admission.denied) == (None, "no consent for shell")


# --- deny lists

DENIED_PATHS = (
    *(
        ".env",
        ".env.local",
        "deploy/.envrc",
        "/home/u/.ssh/config",
        "~/.ssh/id_ed25519",
        ".ssh",
        "keys/server.PEM",
    ),
    *(
        "a/b/tls.key",
        "cert.p12",
        "cert.pfx",
        "id_rsa",
        "id_rsa.pub",
        "/home/u/.netrc",
        ".npmrc",
        "pkg/.npmrc",
        ".pypirc",
    ),
    *(
        "/home/u/.git-credentials",
        "vault.kdbx",
        "credentials.json",
        "gcp/credentials-prod.json",
        "secrets.yaml",
    ),
    *(
        "config/secrets.yml",
        "infra/terraform.tfstate",
        "infra/terraform.tfstate.backup",
        "/home/u/.aws/credentials",
    ),
    *("/home/u/.kube/config", "/home/u/.docker/config.json", "/home/u/.gnupg/trustdb.gpg", "/etc/shadow"),
    *("/Users/u/Library/Keychains/login.keychain-db", "C:\\Users\\u\\.ssh\\id_rsa", "prod.tfvars"),
)
ORDINARY_PATHS = (
    *(
        "src/app.py",
        "environment.yml",
        "docs/keys.md",
        "src/keyboard.ts",
        "ssh/client.go",
        "tests/test_credentials.py",
    ),
    *(
        ".github/workflows/ci.yml",
        "src/secret_santa.py",
        "monkey.py",
        "package.json",
        "a/.dockerignore",
        "Makefile",
    ),
)


@pytest.mark.parametrize("path", DENIED_PATHS)
def test_a_file_that_may_hold_a_secret_is_dropped(path: str) -> None:
    assert GATE.admit(file(path)).denied == "on the deny list"


@pytest.mark.parametrize("path", ORDINARY_PATHS)
def test_an_ordinary_file_passes_unchanged(path: str) -> None:
    admission = GATE.admit(file(path))
    assert (admission.event, admission.redacted) == (file(path), False)


@pytest.mark.parametrize(
    "line",
    [
        *(
            " ls",
            "\tmake",
            "cat ~/.ssh/id_rsa",
            'vim "/home/u/.aws/credentials"',
            "scp host:.ssh/id_rsa .",
            "source .env && x",
        ),
        *(
            "curl -d @.env https://x.y",
            "cp $HOME/.netrc /tmp",
            "git add config/secrets.yml",
            "openssl rsa -in=server.key",
        ),
        *(
            "echo hunter2 | docker login -u me --password-stdin",
            "pass show mail",
            "vault kv put a b=c",
            "gh secret set A",
        ),
        *(
            "kubectl create secret generic x --from-literal=a=b",
            "echo me:hunter2 | chpasswd",
            "sshpass -p x ssh h",
        ),
    ],
)
def test_a_command_that_names_or_shows_a_secret_is_dropped(line: str) -> None:
    assert GATE.admit(command(line)).denied == "on the deny list"


@pytest.mark.parametrize(
    "line", ["ls", "make test", "git commit -m 'Fix the env'", "pytest -k 'token or key'", "ssh host"]
)
def test_an_ordinary_command_passes_unchanged(line: str) -> None:
    admission = GATE.admit(command(line))
    assert (admission.event, admission.redacted) == (command(line), False)


def test_a_command_in_a_denied_folder_is_dropped() -> None:
    assert GATE.admit(command("ls", cwd="/home/u/.ssh")).event is None


def test_a_tool_call_on_a_denied_file_is_dropped() -> None:
    assert GATE.admit(Event("tool", "Read(/home/u/.env)", "run")).event is None
    assert GATE.admit(Event("tool", "Read", "run", attributes={"path": "/home/u/.env"})).event is None


def test_the_users_list_joins_the_built_in_one() -> None:
    deny = DenyList(paths=["private/", "*.draft", "/top.md", "a/**/z.txt"], commands=[r"^psql\b"])
    denied = ["private/a.md", "x/private/y", "n.draft", "top.md", "a/z.txt", "a/b/c/z.txt", ".env"]
    assert [path for path in denied if not deny.denies(file(path))] == []
    assert [path for path in ("privately.md", "sub/top.md", "az.txt") if deny.denies(file(path))] == []
    assert deny.denies(command("psql db"))
    assert deny.denies(command("cat .env"))


@pytest.mark.parametrize("glob", ["!.env", "", "/", "~/"])
def test_a_glob_that_denies_nothing_or_everything_is_refused(glob: str) -> None:
    with pytest.raises(ConfigError, match="deny_paths"):
        DenyList(paths=[glob], commands=[])


def test_a_broken_regular_expression_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match="deny_commands"):
        DenyList(paths=[], commands=["("])
    with pytest.raises(ConfigError, match="redact_patterns"):
        Redactor(MemorySecretScanner([]), patterns=[("x", "(")])
    with pytest.raises(ConfigError, match="redact_patterns"):
        Redactor(MemorySecretScanner([]), patterns=[("X!", "a")])


def test_a_rename_out_of_a_denied_name_is_told_as_an_addition() -> None:
    renamed = file("settings.yaml", status="R", old_path="secrets.yaml", project="/p")
    assert GATE.admit(renamed).event == file("settings.yaml", status="A", project="/p")


def test_a_rename_into_a_denied_name_is_told_as_a_deletion() -> None:
    renamed = file("secrets.yaml", status="R", old_path="settings.yaml", project="/p")
    assert GATE.admit(renamed).event == file("settings.yaml", status="D", project="/p")


def test_a_rename_between_denied_names_is_dropped() -> None:
    assert GATE.admit(file(".env.new", status="R", old_path=".env")).event is None


# --- redaction


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("export PASSWORD=hunter2", "export PASSWORD=<redacted:password>"),
        ("PGPASSWORD='a b' psql db", "PGPASSWORD='<redacted:password>' psql db"),
        ("mysql -u root -p'hun ter2' db", "mysql -u root -p'<redacted:password>' db"),
        ("mysqldump -phunter2 db", "mysqldump -p<redacted:password> db"),
        ("curl -u me:hunter2 https://x.y", "curl -u me:<redacted:basic-auth> https://x.y"),
        (
            "curl -H 'Authorization: Bearer abc.def' x",
            "curl -H 'Authorization: Bearer <redacted:authorization>' x",
        ),
        ("git clone https://me:hunter2@x.y/a/b", "git clone https://me:<redacted:basic-auth>@x.y/a/b"),
        ("psql postgres://u:pa/ss@h/db", "psql postgres://u:<redacted:basic-auth>@h/db"),
        ("deploy --token abc --force", "deploy --token <redacted:token> --force"),
        ("deploy --api-key=abc", "deploy --api-key=<redacted:token>"),
        (
            'curl -d "{\\"password\\":\\"my pass word\\"}" x',
            'curl -d "{\\"password\\":\\"<redacted:password>\\"}" x',
        ),
        ('{"client_secret": "abc def"}', '{"client_secret": "<redacted:token>"}'),
        ("AKIAIOSFODNN7EXAMPLE", "<redacted:aws-key>"),
        ("mongosh -u a -p 12345", "mongosh -u a -p <redacted:password>"),
        ("TOKEN=123abc ./run", "TOKEN=<redacted:token> ./run"),
        ("openssl enc -pass pass:hunter2", "openssl enc -pass <redacted:password>"),
    ],
)
def test_the_secret_is_replaced_and_its_surroundings_stay(text: str, redacted: str) -> None:
    assert PATTERNS_ALONE.redact_text(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Fix token=None default",
            "Set `persist-credentials: false` in CI",
            "fix: token: refresh",
            "auth: keep the session",
            "PWD=/home/x make",
            "--max-tokens=512",
        ),
        *(
            "docker run -p 8080:80 -u 1000:1000 x",
            "ssh -p 2222 h",
            "http://localhost:8080/@scope/pkg",
            "foo --password-file x --api-key $KEY",
        ),
        *(
            "git show a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
            'git show "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3"',
        ),
        *(
            "id='123e4567-e89b-12d3-a456-426614174000'",
            "src/Some/VeryLong/Path2/ToAFile3WithNumbers4.java",
            "task-some-long-name",
        ),
        *(
            "curl https://x.y/a?b=c",
            "Keyboard: fix tokens",
            "export TOKEN=$(cat x)",
            "PASSWORD=${PASSWORD} run",
            "TOKEN=$OTHER x",
        ),
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert REDACTOR.redact_text(text) == text


def test_the_users_patterns_join_the_built_in_ones() -> None:
    redactor = Redactor(
        MemorySecretScanner([]), patterns=[("badge number", r"B-(?P<secret>\d+)-(x)"), ("room", r"R\d+")]
    )
    text = "B-123-x in R77 with PASSWORD=abc"
    assert (
        redactor.redact_text(text)
        == "B-<redacted:badge number>-x in <redacted:room> with PASSWORD=<redacted:password>"
    )


def test_overlapping_finds_become_one_replacement() -> None:
    redactor = Redactor(MemorySecretScanner(["cdef"]), patterns=[("one", "abcd")])
    assert redactor.redact_text("xabcdefx") == "x<redacted:one>x"


def test_a_very_long_text_is_cut_between_words_and_stays_so() -> None:
    once = REDACTOR.redact_text("PASSWORD=a b " * 2000 + "end")
    assert len(once) <= 20_000
    assert once.endswith((" b", ">"))
    assert REDACTOR.redact_text(once) == once
    assert len(REDACTOR.redact_text("x" * 50_000)) == 20_000


def test_a_marker_that_is_none_of_ours_hides_nothing() -> None:
    assert "ghp_" not in PATTERNS_ALONE.redact_text("<redacted:ghp_012345678901234567890123456789012345>")


def test_the_content_never_passes_and_is_not_called_a_redaction() -> None:
    admission = GATE.admit(replace(file("a.py"), content="print(1)"))
    assert (admission.event, admission.redacted) == (file("a.py"), False)


def test_of_a_text_only_its_words_pass_and_only_with_consent_to_read_code() -> None:
    event = replace(file("a.py", project="/p", status="M"), content="route route slash")
    assert READING.admit(event).event == file("a.py", project="/p", status="M", text_words="rout:2 slash")
    for refused in (replace(event, attributes={"project": "/q"}), replace(event, kind="step")):
        assert READING.admit(refused).event == replace(refused, content=None)


def test_nothing_is_read_of_a_file_that_is_gone_or_denied() -> None:
    gone = replace(file("a.py", project="/p", status="D"), content="route")
    assert READING.admit(gone).event == file("a.py", project="/p", status="D")
    renamed = file(".env", project="/p", status="R", old_path="env.txt")
    assert READING.admit(replace(renamed, content="route")).event == file("env.txt", project="/p", status="D")


def test_words_that_somebody_else_found_are_not_believed() -> None:
    handed_over = file("a.py", project="/p", text_words="hunter:2")
    assert READING.admit(handed_over).event == file("a.py", project="/p")
    assert GATE.admit(handed_over).event == file("a.py", project="/p")


def test_a_key_with_blank_lines_in_it_leaves_no_word() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nProc: x\n\nabcdef\n-----END RSA PRIVATE KEY-----"
    assert PATTERNS_ALONE.without_secrets(f"before\n\n{key}\n\nafter").split() == ["before", "after"]


def test_a_text_without_secrets_keeps_all_its_words() -> None:
    text = "def route(self):\n    return slash\n\n\nclass Map:\n    pass\n" * 50
    assert PATTERNS_ALONE.without_secrets(text).split() == text.split()


def test_an_event_that_nobody_claims_was_handed_over() -> None:
    assert GATE.admit(Event("step", "s", "c")) == GATE.admit(Event("step", "s", "c", source="jsonl"))


def test_an_event_with_a_secret_is_said_to_be_redacted() -> None:
    assert GATE.admit(command("export PASSWORD=hunter2")).redacted


def test_pseudonyms_ignore_case_and_hide_the_address() -> None:
    assert pseudonym("Jo@Example.com") == pseudonym("jo@example.com ")
    assert len(pseudonym("jo@example.com")) == 12


@pytest.mark.parametrize("author", ["Bob <Bob@x.y>", "bob@x.y", " bob@x.y ", "<bob@x.y>"])
def test_an_author_with_an_address_is_stored_as_git_s_are(author: str) -> None:
    admission = GATE.admit(Event("step", "s", "c", author=author))
    assert admission.event is not None
    assert (admission.event.author, admission.redacted) == (pseudonym("bob@x.y"), False)


@pytest.mark.parametrize("author", [None, "agent", "0123456789ab", "Bob @ work"])
def test_an_author_without_an_address_stays(author: str | None) -> None:
    event = Event("step", "s", "c", author=author, source="jsonl")
    assert GATE.admit(event).event == event


# --- properties: any secret, in any field, with anything around it

ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def chars(alphabet: str, least: int, most: int | None = None) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=least, max_size=most or least)


# Secrets that are known by themselves, wherever they stand.
TOKENS = st.one_of(
    chars(string.ascii_uppercase + string.digits, 16).map("AKIA{}".format),
    st.tuples(st.sampled_from("pousr"), chars(ALNUM, 36)).map(lambda part: f"gh{part[0]}_{part[1]}"),
    chars(ALNUM + "_", 59).map("github_pat_{}".format),
    chars(ALNUM + "-_", 20).map("glpat-{}".format),
    st.tuples(chars(string.digits, 11), chars(ALNUM, 24)).map(lambda part: f"xoxb-{part[0]}-{part[1]}"),
    chars(ALNUM + "-_", 35).map("AIza{}".format),
    chars(ALNUM, 24).map("sk_live_{}".format),
    chars(ALNUM, 48).map("sk-{}".format),
    chars(ALNUM + "-_", 40, 90).map("sk-ant-api03-{}".format),
    chars(ALNUM + "-_", 40, 90).map("sk-proj-{}".format),
    chars(ALNUM, 36).map("npm_{}".format),
    chars(ALNUM + "-_", 60, 90).map("pypi-AgEIcHlwaS5vcmc{}".format),
    chars(ALNUM, 34).map("hf_{}".format),
    chars(HEX, 64).map("dop_v1_{}".format),
    st.tuples(chars(ALNUM, 20), chars(ALNUM, 30), chars(ALNUM + "-_", 43)).map(
        lambda part: f"eyJ{part[0]}.eyJ{part[1]}.{part[2]}"
    ),
    chars(ALNUM + "+/\n", 40, 200).map(
        "-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----".format
    ),
)

# Secrets that are known by what stands before them.
PASSWORDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9!#%&*+./:<>?^_~|-]{6,30}[A-Za-z0-9]", fullmatch=True)
SHAPES = (
    *("set -gx GITHUB_TOKEN {}", "set --export --global DB_PASSWORD '{}'", "setenv API_KEY {}"),
    *(
        "aws configure set aws_secret_access_key {}",
        "keytool -list -storepass {}",
        "smbclient -U me%{} //host/x",
    ),
    *(
        "PASSWORD={}",
        "export DB_PASSWORD='{}'",
        'MYSQL_ROOT_PASSWORD="{}"',
        "API_KEY={}",
        "MY_SECRET={}",
        "GITHUB_TOKEN={}",
    ),
    *("--password {}", "--password={}", "--token {}", "--client-secret '{}'", "--api-key={}", "-passwd {}"),
    *(
        '"password": "{}"',
        "'secret' => '{}'",
        "password: {}",
        '{{"api_key":"{}"}}',
        "password = {}",
        'token := "{}"',
    ),
    *(
        "mysql -u root -p{}",
        "mysqldump -p'{}' db",
        "mongosh -u a -p {}",
        "docker login -u a -p {}",
        "zip -P {} a.zip",
        "redis-cli -h x -a {}",
        "curl -u me:{} x",
    ),
    *(
        "curl --user 'me:{}' x",
        "curl -sSu me:{} x",
        "Authorization: Bearer {}",
        "-H 'Authorization: Basic {}'",
        "X-Api-Key: {}",
    ),
    *("Cookie: sid={}", "aws_secret_access_key = {}", "AccountKey={}", "openssl enc -k x -pass pass:{}"),
    *("export GH_PAT={}", "PAT={} ./run", "cargo login {}", "cargo login --registry r {}"),
    *('curl -b "sid={}" x', "curl -sb sid={} x", "curl 'https://x.y/?a=1&b=2' --cookie 'a=b; sid={}'"),
    *(
        "psql -c \"ALTER USER bob WITH PASSWORD '{}'\"",
        "psql -c 'CREATE ROLE bob LOGIN PASSWORD '\\''{}'\\'",
        "mysql -e \"CREATE USER b IDENTIFIED BY '{}'\"",
        "mysql -e 'ALTER USER b IDENTIFIED WITH caching_sha2_password BY \"{}\"'",
    ),
    *("aws secretsmanager put-secret-value --secret-string {}", "az keyvault secret set -n a --value {}"),
    *(
        "aws ssm put-parameter --name a --type SecureString --value {}",
        "aws ssm put-parameter --name a --value '{}' --type SecureString",
    ),
    *("git config user.password {}", "git config --global github.token '{}'"),
    *("git -C a config sendemail.smtppass {}", "openssl enc -aes256 -k {}", "ssh-keygen -t rsa -N {}"),
    *("twine upload -u bob -p {} dist/x", "poetry publish -u bob -p {}", "poetry config pypi-token.pypi {}"),
    *("sqlplus u/{}@db", "sqlplus -s 'u/{}@db' @a.sql", "sqlldr control=a/b.ctl userid=u/{}"),
    *("lftp -u bob,{} host", "lftp -e 'open -u bob,{} host'", "rabbitmqctl add_user bob {}"),
    *("redis-cli AUTH {}", "redis-cli -h x auth bob {}", "redis-cli config set requirepass {}"),
    *(
        "useradd -m -p {} bob",
        "su - <<< {}",
        "sudo -S apt update <<< '{}'",
        "gh auth login --with-token <<< {}",
    ),
    *("wpa_passphrase 'my net' {}", "nmcli dev wifi connect a password {}", "mysqladmin -u root password {}"),
)
URL_PASSWORDS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9!$%&*+._~-]{6,30}[A-Za-z0-9]", fullmatch=True)
URL_VALUES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9!$%*+._~-]{6,30}[A-Za-z0-9]", fullmatch=True)
PLANTED = st.one_of(
    TOKENS.map(lambda secret: (secret, secret)),
    st.tuples(st.sampled_from(SHAPES), PASSWORDS).map(lambda pair: (pair[1], pair[0].format(pair[1]))),
    URL_PASSWORDS.map(lambda secret: (secret, f"https://me:{secret}@example.org/x")),
    URL_PASSWORDS.map(lambda secret: (secret, f"postgres://:{secret}@db:5432/x")),
    URL_VALUES.map(lambda secret: (secret, f'curl "https://example.org/x?key={secret}"')),
    URL_VALUES.map(lambda secret: (secret, f"https://example.org/x?sp=r&sig={secret}&se=1")),
)
AROUND = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
FIELDS = (
    "activity",
    "case",
    "intent",
    "author",
    "source",
    "content",
    "old_path",
    "cwd",
    "project",
    "note",
    "key",
)


def planted(kind: str, field: str, text: str) -> Event:
    event = Event(kind, "innocent", "case", 1.0, source="jsonl")
    if field in ("activity", "case", "intent", "author", "source", "content"):
        return replace(event, **{field: text})
    return replace(event, attributes={text: 1} if field == "key" else {field: text})


@pytest.mark.parametrize(
    "line",
    [
        "echo hunter2x | sudo -S apt update",
        "printf 'hunter2x' | docker login --password-stdin",
        "echo me:hunter2x | sudo chpasswd",
        "echo -n hunter2x | gpg --passphrase-fd 0 -d f",
    ],
)
def test_a_password_that_is_piped_into_a_prompt_is_redacted(line: str) -> None:
    assert "hunter2x" not in PATTERNS_ALONE.redact_text(line)


@pytest.mark.parametrize(
    "line", ["set -x PATH /usr/bin $PATH", "echo done | tee log", "set token expiry to five"]
)
def test_a_setting_that_is_no_secret_stays_as_it_is(line: str) -> None:
    assert PATTERNS_ALONE.redact_text(line) == line


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_a_secret_is_known(shape: str) -> None:
    for secret in ("hunter2x", "S3cret.Wd-9/f", "correct-horse"):
        assert secret not in PATTERNS_ALONE.redact_text(shape.format(secret))


@pytest.mark.parametrize(
    "line",
    [
        *(
            "mkdir -p x",
            "ssh -p 22 host",
            "cp -p a b",
            "make -k",
            "sort -k 2 f",
            "git add -p a",
            "git log -p",
        ),
        *("pytest -p no:cacheprovider", "docker run -p 80:80 -u bob x", "tar -b 20 -cf a.tar x"),
        *("curl -b jar.txt x", "curl -u bob https://x.y", "curl 'https://x.y/?q=1&page=2'"),
        *("git config credential.helper store", "git config user.name Bob", "git config user.email a@b.c"),
        *("git config core.askpass /bin/x", "git config user.signingkey 0A1B2C", "git config github.token"),
        *("git config --get github.token | wc -c", "git config --get github.token > f", "cargo login"),
        *("poetry config virtualenvs.in-project true", "sqlplus / as sysdba", "sqlplus bob@db @sql/run.sql"),
        *("lftp -e 'ls a,b' host", "redis-cli get auth", "redis-cli ping", "su - postgres"),
        *("sudo tee /etc/x <<< 'vm.swappiness=1'", "echo done | sudo tee log", "wc -w <<< 'a b'"),
        *("openssl x509 -in a.crt -noout", "ssh-keygen -t ed25519 -C bob", "ssh-keygen -t rsa -N '' -f k"),
        *("twine upload dist/a.whl", "twine upload -r pypi dist/a.whl", "useradd -m bob"),
        *("rabbitmqctl list_users", "nmcli dev wifi list", "wpa_passphrase net", "docker login -u bob x.y"),
        *("aws ssm put-parameter --name a --type String --value b", "export GIT_PATH=/usr", "PATH=/bin make"),
        "aws secretsmanager put-secret-value --secret-id a --secret-string file://a.json",
        *(
            "psql -c 'select password from users'",
            "fix: users identified by email",
            "Let users set a password",
        ),
        *("mysql -u root -h db", "zip -r a.zip b", "7z x a.7z", "https://x.y/?keys=1&sort_key=name"),
    ],
)
def test_an_ordinary_option_stays_as_it_is(line: str) -> None:
    assert REDACTOR.redact_text(line) == line


@settings(max_examples=400, deadline=None)
@given(
    secret=PLANTED,
    before=AROUND,
    after=AROUND,
    field=st.sampled_from(FIELDS),
    kind=st.sampled_from(["file", "command", "tool", "step"]),
)
def test_no_planted_secret_passes_the_gate(
    secret: tuple[str, str], before: str, after: str, field: str, kind: str
) -> None:
    bare, dressed = secret
    admission = GATE.admit(planted(kind, field, f"{before} {dressed} {after}"))
    assert bare not in repr(admission)
    assert admission.event is None or bare not in "\n".join(_texts(admission.event))


@settings(max_examples=200, deadline=None)
@given(secret=TOKENS, before=AROUND, after=AROUND)
def test_no_token_passes_even_in_the_middle_of_a_word(secret: str, before: str, after: str) -> None:
    assert secret not in PATTERNS_ALONE.redact_text(f"{before}{secret}{after}")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(secrets=st.lists(st.tuples(PLANTED, AROUND, st.sampled_from(FIELDS)), min_size=1, max_size=20))
def test_no_planted_secret_is_in_any_byte_of_the_store(
    secrets: list[tuple[tuple[str, str], str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("store")
    events = [
        planted("command", field, f"{around} {dressed} {around}") for (_, dressed), around, field in secrets
    ]
    admitted = [GATE.admit(replace(event, time=float(n))).event for n, event in enumerate(events)]
    log = SqliteEventLog(folder / "events.db", busy_timeout_ms=1000)
    log.append([event for event in admitted if event is not None])
    read = repr(list(log.read()))
    stored = b"".join(path.read_bytes() for path in Path(folder).iterdir())
    log.close()
    for (bare, _), _, _ in secrets:
        assert bare not in read
        assert bare.encode() not in stored


@settings(max_examples=200, deadline=None)
@given(
    secret=PLANTED,
    lines=st.lists(AROUND, max_size=6),
    place=st.integers(min_value=0, max_value=6),
    between=st.sampled_from(["\n", "\n\n"]),
)
def test_no_planted_secret_in_a_text_leaves_a_word(
    secret: tuple[str, str], lines: list[str], place: int, between: str
) -> None:
    bare, dressed = secret
    text = between.join([*lines[:place], dressed, *lines[place:]])
    assert bare not in REDACTOR.without_secrets(text)
    event = replace(file("a.py", project="/p", status="M"), content=text)
    admitted = READING.admit(event).event
    assert admitted is not None
    rest = between.join([*lines, dressed.replace(bare, " ")]).lower()
    assert all(word[:-1] in rest for word in decode_words(str(admitted.attributes[WORDS])))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.one_of(
            AROUND, PLANTED.map(lambda pair: pair[1]), st.sampled_from(["'", '"', "<redacted:password>", "="])
        )
    )
)
def test_redacting_twice_changes_nothing(parts: list[str]) -> None:
    once = REDACTOR.redact_text("".join(parts))
    assert REDACTOR.redact_text(once) == once


@settings(max_examples=100, deadline=None)
@given(PLANTED, AROUND)
def test_the_same_text_always_becomes_the_same_text_and_the_same_id(
    pair: tuple[str, str], around: str
) -> None:
    event = Event("step", f"{around} {pair[1]}", "c")
    other = Redactor(DetectSecretsScanner(), patterns=[])
    assert REDACTOR.redact_event(event).id == other.redact_event(event).id
    admitted = REDACTOR.redact_event(event)
    assert REDACTOR.redact_event(admitted) == admitted


def _texts(event: Event) -> list[str]:
    attributes = [text for pair in event.attributes.items() for text in map(str, pair)]
    return [event.activity, event.case, str(event.intent), str(event.author), str(event.source), *attributes]
