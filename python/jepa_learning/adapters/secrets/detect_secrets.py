"""Finds secrets with the plugins of the detect-secrets library.

The plugins are used directly: no files, no settings, no verification over the network. Those that
take any quoted text are replaced by one rule of ours that also wants a mix of letters and digits, because
commit ids, uuids and long paths are everywhere in what a developer does.
https://github.com/Yelp/detect-secrets
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Final

# Left to the redactor's own patterns, which know more of the surroundings: BasicAuth, Keyword, PrivateKey.
# Left out: IPPublic, an address is no secret.
_PLUGINS: Final = {
    "artifactory": "ArtifactoryDetector",
    "aws": "AWSKeyDetector",
    "azure_storage_key": "AzureStorageKeyDetector",
    "cloudant": "CloudantDetector",
    "discord": "DiscordBotTokenDetector",
    "github_token": "GitHubTokenDetector",
    "gitlab_token": "GitLabTokenDetector",
    "ibm_cloud_iam": "IbmCloudIamDetector",
    "ibm_cos_hmac": "IbmCosHmacDetector",
    "jwt": "JwtTokenDetector",
    "mailchimp": "MailchimpDetector",
    "npm": "NpmDetector",
    "openai": "OpenAIDetector",
    "pypi_token": "PypiTokenDetector",
    "sendgrid": "SendGridDetector",
    "slack": "SlackDetector",
    "softlayer": "SoftlayerDetector",
    "square_oauth": "SquareOAuthDetector",
    "stripe": "StripeDetector",
    "telegram_token": "TelegramBotTokenDetector",
    "twilio": "TwilioKeyDetector",
}
"""The modules of the library and the class in each."""

_WORTH_A_LOOK: Final = re.compile(r"(?=[A-Za-z_+=-]{0,100}\d)[A-Za-z0-9_+=-]{16,}")
"""Sixteen characters in a row with a digit among them: every token of the plugins has them, few words do."""

_GENERATED: Final = re.compile(r"""(?:(["'])([A-Za-z0-9+/=_-]{20,})\1|=([A-Za-z0-9+=_-]{20,})(?![\w/.]))""")
"""Texts in quotes or behind `=`; one with a slash or a dot and no quotes is rather a path."""

_SHORTEST: Final = 16
"""Characters of the shortest token that a service issues."""

_COMMIT_OR_UUID: Final = re.compile(r"[0-9a-f]{40}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HEX: Final = re.compile(r"[0-9a-fA-F]{32,}")
_MIXED: Final = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)")
# The library's own limits of entropy, in bits a character.
_BASE64_LIMIT: Final = 4.5
_HEX_LIMIT: Final = 3.0


class DetectSecretsScanner:
    """Finds secrets by the formats of the services that issue them, and generated texts by their entropy."""

    def __init__(self) -> None:
        # imported only here, because the library's own import opens a socket
        from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString, HexHighEntropyString

        self._issuers = list(_issuers())
        self._base64 = Base64HighEntropyString(limit=_BASE64_LIMIT)
        self._hex = HexHighEntropyString(limit=_HEX_LIMIT)

    def find(self, text: str) -> Sequence[tuple[int, int]]:
        """Return where secrets stand, in order and not overlapping."""
        if not _WORTH_A_LOOK.search(text):
            return ()
        return _joined(sorted({*self._issued(text), *self._generated(text)}))

    def _issued(self, text: str) -> Iterator[tuple[int, int]]:
        for regex in self._issuers:
            for match in regex.finditer(text):
                yield _secret_of(match)

    def _generated(self, text: str) -> Iterator[tuple[int, int]]:
        for match in _GENERATED.finditer(text):
            if self._is_generated(match[match.lastindex or 0]):
                yield match.span(match.lastindex or 0)

    def _is_generated(self, word: str) -> bool:
        if _COMMIT_OR_UUID.fullmatch(word):
            return False
        if _HEX.fullmatch(word):
            return bool(self._hex.calculate_shannon_entropy(word) > self._hex.entropy_limit)
        return (
            bool(_MIXED.match(word))
            and self._base64.calculate_shannon_entropy(word) > self._base64.entropy_limit
        )


def _issuers() -> Iterator[re.Pattern[str]]:
    """Give the regular expressions; analyze_string tells no places, and of some tokens only the prefix."""
    for module, name in _PLUGINS.items():
        yield from getattr(import_module(f"detect_secrets.plugins.{module}"), name)().denylist


def _secret_of(match: re.Match[str]) -> tuple[int, int]:
    """Where the secret stands: the longest group if it can be one, else all that matched."""
    spans = [match.span(group) for group in range(1, match.re.groups + 1)]
    longest = max(spans, key=lambda span: span[1] - span[0], default=match.span())
    return longest if longest[1] - longest[0] >= _SHORTEST else match.span()


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
