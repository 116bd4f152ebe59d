"""What secrets look like: the built-in patterns of the redactor.

Each pattern has a name, which stands in the replacement, and a regular expression. Where it has groups, the
one that matched is the secret and the rest is its surroundings. Tokens with a prefix of their own
are found anywhere, even in the middle of a word; passwords are found by what stands before them.
It does not know the options of single tools: those are in tool_secrets.py.
"""

from __future__ import annotations

from typing import Final

# A quoted text (the quotes may themselves be escaped); a quote that is never closed reaches to the end.
QUOTED = (
    r"""\$?(?:\\"((?:(?!\\").)*)(?:\\"|\Z)"""
    r"""|'([^']*)(?:'|\Z)"""
    r"""|"((?:[^"\\]|\\.)*)(?:"|\Z))"""
)
_BARE = r"""([^\s'"]\S*)"""
VALUE = rf"(?:{QUOTED}|{_BARE})"

# A variable, a command's output or an empty value says nothing.
SAYS_SOMETHING = (
    r"""(?!["'`]?(?:\$\{?\w+\}?|\$\([^)]*\)|%\w+%|(?i:none|null|nil|true|false|undefined)\b)"""
    r"""["'`]?(?:[\s;,)}]|\Z))"""
)
# Settings such as max_tokens are numbers.
_NO_COUNT = r"""(?!["']?\d{1,6}["']?(?:[\s;,)}]|\Z))"""
_LOOKS_GENERATED = r"(?=\S*\d\S*[A-Za-z]|\S*[A-Za-z]\S*\d|\S{16})"

PASSWORD = r"(?:passwords?|passwd|passphrase|passcode|pwd(?!=[/~.$])|credentials?|(?<![a-z])pass(?![a-z]))"
TOKEN = (
    r"(?:secrets?|tokens?|api[_-]?keys?|auth(?:orization)?"
    r"|(?:access|auth|private|service|account|encryption|signing|master|session|client|db|database|deploy"
    r"|license|storage|shared)[_-]?keys?"
    r"|(?-i:[A-Z0-9]_KEY|\bKEY|(?:[A-Z0-9]_|\b)PAT(?![A-Za-z])))"
)
_NAME_ENDS = r"""(?:[\w-]{0,40})(?:\\?["'\]]){0,2}"""
_OPTION = r"(?<![\w-])-{1,2}(?:[\w-]{0,40}[_-])?"

PATTERNS: Final[tuple[tuple[str, str], ...]] = (
    ("private-key", r"-----BEGIN[^-\n]*PRIVATE KEY[^-\n]*-----[\s\S]*?(?:-----END[^-\n]*-----|\Z)"),
    ("private-key", r"PuTTY-User-Key-File-\d[\s\S]*|AGE-SECRET-KEY-1[0-9A-Z]{40,}"),
    ("aws-key", r"(?:ABIA|ACCA|AKIA|ASIA)[A-Z0-9]{16,}"),
    ("github-token", r"gh[pousr]_[A-Za-z0-9_]{20,}|github_pat_[A-Za-z0-9_]{20,}"),
    ("gitlab-token", r"gl(?:pat|dt|ft|soat|rt|cbt|ptt|imt|agent|oas|ffct)-[A-Za-z0-9_.-]{16,}"),
    ("slack-token", r"(?:xox[a-z]|xapp)-[A-Za-z0-9-]{8,}"),
    ("webhook", r"hooks\.slack\.com/(?:services|workflows|triggers)/([\w/-]+)"),
    ("webhook", r"discord(?:app)?\.com/api/webhooks/([\w/-]+)"),
    ("google-key", r"AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}"),
    ("stripe-key", r"[rsp]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}"),
    ("ai-key", r"sk-(?:ant|proj|or|svcacct|admin|lf)-[A-Za-z0-9_-]{16,}|sk-[A-Za-z0-9]{40,}"),
    ("ai-key", r"(?<![A-Za-z0-9])sk-(?=[A-Za-z_-]{0,60}\d)[A-Za-z0-9_-]{20,}"),
    ("ai-key", r"(?:hf_|r8_)[A-Za-z0-9]{30,}|(?:gsk_|xai-|pplx-)[A-Za-z0-9]{40,}"),
    ("jwt", r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_.+/=-]*)?"),
    ("package-token", r"npm_[A-Za-z0-9]{30,}|(?:pypi-AgE|dckr_pat_)[A-Za-z0-9_-]{20,}"),
    ("package-token", r"rubygems_[a-f0-9]{40,}"),
    ("cloud-token", r"do[opr]_v1_[a-f0-9]{40,}|hv[sbr]\.[A-Za-z0-9_-]{20,}"),
    ("cloud-token", r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,}|ATATT3[A-Za-z0-9_=-]{40,}"),
    ("cloud-token", r"dapi[a-f0-9]{32,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32,}|sbp_[a-f0-9]{40,}"),
    ("cloud-token", r"gl(?:sa|c)_[A-Za-z0-9_=+/-]{20,}|lin_api_[A-Za-z0-9]{30,}|NRAK-[A-Z0-9]{20,}"),
    ("cloud-token", r"PMAK-[a-f0-9]{20,}-[a-f0-9]{20,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    ("cloud-token", r"\d{8,10}:AA[A-Za-z0-9_-]{30,}|sq0[a-z]{3}-[A-Za-z0-9_-]{20,}"),
    # the password of a URL: up to the last @ before the path, else up to the first @ (a port is no password)
    ("basic-auth", r"""://[^\s/?#:@'"]*:([^\s/?#'"]+|(?!\d{1,5}[/?#])[^\s'"]+?)@"""),
    ("basic-auth", r"""https?://([^\s/?#:@'"]{20,})@"""),
    (
        "authorization",
        r"""(?i:authorization)["']?\s*[:=]\s*["']?"""
        r"""(?:(?i:bearer|basic|token|digest|apikey)\s+)?([^\s'"]+)""",
    ),
    ("authorization", r"""(?i:\bbearer)\s+(?=\S*\d|\S{20})([A-Za-z0-9._~+/=-]{8,})"""),
    (
        "header",
        r"""(?i:\bx-[\w-]{0,40}(?:key|token|secret|auth)[\w-]{0,40}|private-token|job-token|(?:set-)?cookie)"""
        r"""\s*:\s*([^'"\n]+)""",
    ),
    ("password", rf"(?i:{_OPTION}{PASSWORD}(?:\s+|=)(?!--)){SAYS_SOMETHING}{VALUE}"),
    ("token", rf"(?i:{_OPTION}{TOKEN}(?:\s+|=)(?!--)){SAYS_SOMETHING}{_NO_COUNT}{VALUE}"),
    ("password", rf"(?i:{PASSWORD}){_NAME_ENDS}\s*(?:={{1,3}}>?|:=|:)\s*{SAYS_SOMETHING}{VALUE}"),
    (
        "token",
        rf"(?i:{TOKEN}){_NAME_ENDS}\s*(?:={{1,3}}>?|:=)\s*{SAYS_SOMETHING}{_NO_COUNT}{VALUE}",
    ),
    # "token: words" is how many commit subjects begin: without quotes only what looks generated counts
    (
        "token",
        rf"(?i:{TOKEN}){_NAME_ENDS}\s*:\s*{SAYS_SOMETHING}(?:{QUOTED}|{_LOOKS_GENERATED}{_BARE})",
    ),
    ("password", r"(?<![\w-])pass:(\S+)"),
    # fish, csh and `configure set` put a space where other shells put an equals sign
    (
        "token",
        rf"(?i:\b(?:set(?:\s+-{{1,2}}[\w-]+)+|setenv|config(?:ure)?\s+set(?:\s+-{{1,2}}[\w-]+)*)\s+"
        rf"[\w.:/@-]*?(?:{PASSWORD}|{TOKEN})[\w.-]*)\s+{SAYS_SOMETHING}{VALUE}",
    ),
)
"""In the order in which their names are preferred where two find the same text."""

CUES: Final = (
    *(
        "pass",
        "pwd",
        "secret",
        "token",
        "key",
        "_pat",
        "pat=",
        "credential",
        "auth",
        "bearer",
        "cookie",
        "://",
    ),
    *("-----begin", "putty", "abia", "acca", "akia", "asia", "ghp_", "gho_", "ghu_", "ghs_"),
    *("ghr_", "github_pat_", "xox", "xapp-", "webhooks", "hooks.slack", "glpat", "gldt"),
    *("glft", "glsoat", "glrt", "glcbt", "glptt", "glimt", "glagent", "gloas", "glffct"),
    *("aiza", "ya29.", "gocspx", "k_live", "k_test", "whsec_", "sk-", "hf_", "gsk_", "xai-"),
    *("r8_", "pplx-", "eyj", "npm_", "pypi-", "rubygems_", "dckr_pat_", "_v1_", "hvs.", "hvb."),
    *("hvr.", ".atlasv1.", "dapi", "shpat", "shpca", "shppa", "shpss", "glsa_", "glc_", "sbp_"),
    *("lin_api", "pmak-", "nrak-", "atatt3", "sg.", ":aa", "sq0"),
)
"""Lower-case texts of which a text must hold at least one to be worth searching: most hold none."""
