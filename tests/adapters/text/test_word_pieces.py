"""The numbers of a text's pieces, held to the library `tokenizers` (0.23.3, BertWordPieceTokenizer)."""

from __future__ import annotations

import pytest

from jepa_learning.adapters.text.word_pieces import numbered_pieces

GOLDENS = {
    "Fix the retry loop of the HTTP client": [
        101,
        8081,
        1996,
        2128,
        11129,
        7077,
        1997,
        1996,
        8299,
        7396,
        102,
    ],
    "src/http/retry_policy.py": [
        101,
        5034,
        2278,
        1013,
        8299,
        1013,
        2128,
        11129,
        1035,
        3343,
        1012,
        1052,
        2100,
        102,
    ],
    "Über 30 Größen ändern 🎉": [101, 19169, 2382, 24665, 2080, 17499, 2078, 1998, 11795, 100, 102],
    "naïve café's don't": [101, 15743, 7668, 1005, 1055, 2123, 1005, 1056, 102],
    "你好 world, 東京タワー": [101, 100, 100, 2088, 1010, 1879, 1755, 1709, 30262, 30265, 102],
    "\tTabs\nand\r\u200blines\u0000 \ufffd end": [101, 21628, 2015, 1998, 3210, 2203, 102],
    "a" * 150: [
        101,
        100,
        102,
    ],
    "unaffable embeddings tokenization": [101, 14477, 20961, 3468, 7861, 8270, 4667, 2015, 19204, 3989, 102],
    "$5^2~`x`|<>+=": [101, 1002, 1019, 1034, 1016, 1066, 1036, 1060, 1036, 1064, 1026, 1028, 1009, 1027, 102],
    "İstanbul DŽ ﬁ ½": [101, 9960, 1040, 2480, 1984, 1092, 102],
    "": [101, 102],
    "foo\u00a0bar": [101, 29379, 3347, 102],
    "한국어 हिन्दी": [
        101,
        1469,
        30006,
        30021,
        29991,
        30014,
        30020,
        29999,
        30008,
        1339,
        29877,
        29863,
        29861,
        29878,
        102,
    ],
}


@pytest.mark.parametrize("text", GOLDENS)
def test_pieces_have_the_numbers_that_the_model_was_trained_on(text: str) -> None:
    assert numbered_pieces(text, most=1000) == GOLDENS[text]


def test_a_long_text_is_cut_between_its_begin_and_its_end() -> None:
    assert numbered_pieces("the cat " * 100, most=5) == [101, 1996, 4937, 1996, 102]
