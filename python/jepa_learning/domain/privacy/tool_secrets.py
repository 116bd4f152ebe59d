"""Where tools take a secret: behind an option, or in a place, that says nothing of secrets by itself.

Each pattern stands with the lower-case texts of which a text must hold one for the pattern to be searched, so
that an ordinary `-p` costs nothing. As in secret_patterns.py, the group that matched is the secret.
"""

from __future__ import annotations

from typing import Final

from jepa_learning.domain.privacy.secret_patterns import PASSWORD, SAYS_SOMETHING, TOKEN, VALUE

# The words between a tool and its option: of the same command, though an address may hold an ampersand.
# They are bounded, because a long text may name the tool again and again.
_WORDS = r"(?:[^|;&\n]|&(?=[^&\s])){0,3000}?"
_OPTIONS = r"(?:\s+-{1,2}[\w-]+(?:=\S+)?)*"
_WORD = r"""(?:"[^"\n]*"|'[^'\n]*'|\S+)"""
_GIVEN = rf"{SAYS_SOMETHING}(?!-|\d?[<>|&]){VALUE}"
# Quotes of SQL inside the quotes of a shell.
_SQL_TEXT = r"""(?:'\\''|'"'"'|\\?["'])((?:''|\\(?!["'])[^\n]|[^'"\\\n])+)"""
# What can be told a secret by a pipe or a here-string.
_ASKS = r"(?:sudo\b[^|;&\n]{0,300}?\s-\w*S|(?:sudo\s+(?:-\w+\s+)*)?(?:chpasswd|passwd|cryptsetup|su|kinit))\b"
_READS = r"--(?:pass(?:word|phrase)-(?:stdin|fd)|with-token)"

TOOLS: Final[tuple[tuple[tuple[str, ...], str, str], ...]] = (
    (
        ("mysql", "mariadb", "mycli", "7z", "rar"),
        "password",
        rf"\b(?:mysql\w*|mariadb\w*|mycli|7z\w*|rar|unrar)\b{_WORDS}\s-p(?!\s|-){VALUE}",
    ),
    (
        ("mysqladmin", "mariadb-admin"),
        "password",
        rf"\b(?:mysql|mariadb-)admin\b{_WORDS}\spassword\s+{_GIVEN}",
    ),
    (
        (
            "mongo",
            "sqlcmd",
            "kinit",
            "login",
            "twine",
            "publish",
            "usermod",
            "useradd",
            "cqlsh",
            "cypher-shell",
        ),
        "password",
        r"\b(?:mongo\w*|sqlcmd|kinit|twine|useradd|usermod|cqlsh|cypher-shell|poetry\b[^|;&\n]{0,300}?\bpublish"
        r"|(?:docker|podman|nerdctl|skopeo|buildah|crane|helm|oras|az|oc|cf)\b[^|;&\n]{0,300}?\blogin)\b"
        rf"{_WORDS}\s-[pP]\s+(?!-){VALUE}",
    ),
    (("zip",), "password", rf"\b(?:zip|unzip)\b{_WORDS}\s-P\s*{VALUE}"),
    (("redis-cli",), "password", rf"\bredis-cli\b{_WORDS}\s(?:-a|--pass)\s+{VALUE}"),
    (
        ("redis-cli", "valkey-cli"),
        "password",
        r"-cli\b" + _WORDS + r"\s(?i:auth)\s+(\S+(?:[ \t]+[^\s|;&<>-]\S*)?)",
    ),
    (("requirepass", "masterauth"), "password", rf"(?i:\b(?:requirepass|masterauth))[\s=]+{_GIVEN}"),
    (("ldap",), "password", rf"\bldap\w+\b{_WORDS}\s-w\s+{VALUE}"),
    (
        ("curl", "http", "xh", "wget"),
        "basic-auth",
        rf"""\b(?:curl|https?|xh|wget)\b{_WORDS}\s(?:-[A-Za-z]*[uU]|-a|--(?:proxy-)?user|--auth)[=\s]*"""
        r"""(?:'[^'\s:]*:([^']+)(?:'|\Z)|"[^"\s:]*:([^"]+)(?:"|\Z)|[^\s:'"]*:([^\s'"]\S*))""",
    ),
    # without an equals sign it is the name of a file
    (
        ("curl",),
        "header",
        rf"""\bcurl\b{_WORDS}\s(?:-[A-Za-z]*b|--cookie)[=\s]*(?=["']?[^\s"'=]+=){VALUE}""",
    ),
    (
        ("storepass", "keypass"),
        "password",
        rf"(?<![\w-])-(?:src|dest|new)?(?:store|key)pass(?:wd)?\s+{VALUE}",
    ),
    (
        ("smb", "rpcclient", "net "),
        "password",
        rf"\b(?:smb\w*|rpcclient|net)\b{_WORDS}\s(?:-U|--user)[=\s]*[^\s%]+%(\S+)",
    ),
    (
        ("echo", "printf"),
        "password",
        rf"\b(?:echo|printf)\s+(?:-\w+\s+)*([^|\n]*[^|\s])\s*\|\s*(?:{_ASKS}|[^|\n]*{_READS})",
    ),
    (("<<<",), "password", rf"(?:\b{_ASKS}|{_READS})[^|;\n]{{0,300}}?<<<\s*{SAYS_SOMETHING}{VALUE}"),
    (
        ("password",),
        "password",
        rf"(?i:\b(?:user|role|login|with|encrypted|set)\b[^;\n]{{0,200}}?\bpassword\s*\(?\s*){_SQL_TEXT}",
    ),
    (
        ("identified",),
        "password",
        rf"(?i:\bidentified\s+(?:with\s+\S+\s+)?(?:by|as)\s+(?:password\s+)?){_SQL_TEXT}",
    ),
    (
        ("identified",),
        "password",
        r"(?i:\buser\s+\S+\s+identified\s+by\s+)([^\s'\"\\;]+)",
    ),
    (
        ("config",),
        "token",
        rf"\bgit\b{_WORDS}\sconfig(?:\s+set)?{_OPTIONS}\s+(?i:(?!user\.signingkey)[\w.:/@-]*?\.[\w-]*"
        rf"(?:{PASSWORD}|smtppass|{TOKEN})[\w-]*)\s+{_GIVEN}",
    ),
    (("poetry",), "token", rf"\bpoetry\s+config{_OPTIONS}\s+pypi-token\.\S+{_OPTIONS}\s+{_GIVEN}"),
    (("poetry",), "password", rf"\bpoetry\s+config{_OPTIONS}\s+http-basic\.\S+\s+{_WORD}\s+{_GIVEN}"),
    (("cargo",), "token", rf"\bcargo\s+login\b(?:\s+--registry[=\s]\s*\S+)?\s+{_GIVEN}"),
    (("authtoken",), "token", rf"\bngrok\b{_WORDS}\s(?:add-)?authtoken\s+{_GIVEN}"),
    (("secret-",), "token", rf"(?<![\w-])--secret-(?:string|binary|value)[\s=]+(?![\"']?fileb?://){_GIVEN}"),
    (
        ("securestring",),
        "token",
        rf"\bput-parameter\b(?=[^\n]*SecureString){_WORDS}\s--value[\s=]+(?![\"']?fileb?://){_GIVEN}",
    ),
    (("keyvault",), "token", rf"\bkeyvault\s+secret\s+set\b{_WORDS}\s--value[\s=]+{_GIVEN}"),
    (("nuget",), "token", rf"\bnuget\b{_WORDS}\spush\b{_WORDS}\s-k\s+{_GIVEN}"),
    (("openssl",), "password", rf"\bopenssl\b{_WORDS}\s-[kK]\s+{_GIVEN}"),
    (("ssh-keygen",), "password", rf"\bssh-keygen\b{_WORDS}\s-[NP]\s*{_GIVEN}"),
    (("plink", "pscp", "psftp"), "password", rf"\b(?:plink|pscp|psftp)\b{_WORDS}\s-pw\s+{_GIVEN}"),
    (
        ("sqlplus", "sqlcl", "sqlldr", "expdp", "impdp", "rman"),
        "password",
        rf"""\b(?:sqlplus|sqlcl|sqlldr|expdp|impdp|rman)\b{_WORDS}\s(?:userid=)?["']?[^\s/'"@=]+/([^\s@'"]+)""",
    ),
    (("lftp",), "password", rf"""\blftp\b{_WORDS}\s(?:-u|--user)[\s=]*["']?[^\s,'"]+,([^\s'"]+)"""),
    (
        ("rabbitmqctl",),
        "password",
        rf"\brabbitmqctl\b{_WORDS}\s(?:add_user|change_password|authenticate_user)\s+{_WORD}\s+{_GIVEN}",
    ),
    (("wpa_passphrase",), "password", rf"\bwpa_passphrase\s+{_WORD}\s+{_GIVEN}"),
    (("nmcli",), "password", rf"\bnmcli\b{_WORDS}\s(?:password|\S+\.psk)\s+{_GIVEN}"),
    (
        ("key=", "sig=", "signature=", "sid=", "hmac="),
        "token",
        rf"(?i:[?&](?:(?:subscription|functions?|x-amz|x-goog)[_-])?(?:key|sig|signature|sid|hmac)=)"
        rf"{SAYS_SOMETHING}([^&#\s'\"]+)",
    ),
)
"""Texts of which one must be there, the name that stands in the replacement, and the pattern."""
