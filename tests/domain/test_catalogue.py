"""The catalogue against a simple model of files: what exists, under which name, with which past."""

from __future__ import annotations

from collections import Counter
from posixpath import dirname, splitext

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from jepa_learning.domain.catalogue import WORDS_PER_NAME, Catalogue, Interner

PATHS = st.sampled_from(["a.py", "b.py", "lib/a.py", "lib/b.md", "lib/deep/c_test.py", "README"])
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "rename"]), PATHS, PATHS), min_size=1, max_size=40
)


def test_an_interner_numbers_texts_as_they_come() -> None:
    texts = Interner()
    assert [texts.number(text) for text in ("b", "a", "b")] == [0, 1, 0]
    assert (texts.find("a"), texts.find("c")) == (1, None)
    assert (texts.texts, len(texts)) == (["b", "a"], 2)


def test_a_renamed_file_keeps_its_index_under_its_new_name() -> None:
    files = Catalogue()
    index = files.add("old.py")
    assert files.rename("old.py", "lib/new.md") == index
    assert (files.find("old.py"), files.find("lib/new.md")) == (None, index)
    assert files.names[index] == "lib/new.md"
    assert files.directories.texts[files.directory(index)] == "lib"
    assert files.suffixes.texts[files.suffix(index)] == ".md"


def test_a_path_that_comes_back_after_a_rename_is_a_file_of_its_own() -> None:
    files = Catalogue()
    index = files.add("a.py")
    files.rename("a.py", "b.py")
    assert files.add("a.py") != index
    assert len(files.existing()) == 2


def test_a_removed_file_keeps_its_index_until_it_comes_back() -> None:
    files = Catalogue()
    index = files.add("a.py")
    assert files.remove("a.py") == index
    assert not files.exists(index)
    assert (files.find("a.py"), files.add("a.py")) == (index, index)
    assert files.exists(index)


def test_what_bore_the_new_name_of_a_rename_is_gone() -> None:
    files = Catalogue()
    one, two = files.add("a.py"), files.add("b.py")
    assert files.rename("a.py", "b.py") == one
    assert not files.exists(two)
    assert (files.find("b.py"), files.existing().tolist()) == (one, [one])


def test_a_rename_of_what_does_not_exist_changes_nothing() -> None:
    files = Catalogue()
    files.add("a.py")
    files.remove("a.py")
    assert files.rename("a.py", "b.py") is None
    assert files.rename("never.py", "b.py") is None
    assert files.find("b.py") is None


def test_a_rename_to_its_own_name_changes_nothing() -> None:
    files = Catalogue()
    index = files.add("a.py")
    assert files.rename("a.py", "a.py") == index
    assert files.existing().tolist() == [index]


def test_removing_what_was_never_known_changes_nothing() -> None:
    files = Catalogue()
    assert files.remove("a.py") is None
    assert len(files) == 0


def test_the_words_of_a_name_come_last_first_and_the_far_parents_of_a_long_one_go() -> None:
    files = Catalogue()
    index = files.add("/".join(f"part{letter}" for letter in "abcdefghijklmn") + "/end.py")
    words = [files.words_seen.texts[word] for word in files.words(index)]
    assert words[:2] == ["py", "end"]
    assert len(words) == WORDS_PER_NAME
    assert files.word_counts_of(np.array([index])).tolist() == [WORDS_PER_NAME]


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_the_catalogue_agrees_with_a_simple_model(steps: list[tuple[str, str, str]]) -> None:
    files, indices, alive, fresh = Catalogue(), {}, set(), 0
    for what, one, two in steps:
        if what == "add":
            if one not in indices:
                indices[one], fresh = fresh, fresh + 1
            alive.add(one)
            assert files.add(one) == indices[one]
        elif what == "remove":
            alive.discard(one)
            assert files.remove(one) == indices.get(one)
        elif one not in alive:
            assert files.rename(one, two) is None
        else:
            assert files.rename(one, two) == indices[one]
            alive.discard(one)
            alive.add(two)
            indices[two] = indices.pop(one)
    assert {path: files.find(path) for path in indices} == indices
    assert {files.names[index] for index in files.existing().tolist()} == alive
    assert files.existing().tolist() == sorted(indices[path] for path in alive)
    _sizes_agree(files, alive)


def _sizes_agree(files: Catalogue, alive: set[str]) -> None:
    by_directory = Counter(dirname(path) for path in alive)
    by_suffix = Counter(splitext(path)[1] for path in alive)
    assert files.directory_sizes().tolist() == [by_directory[text] for text in files.directories.texts]
    assert files.suffix_sizes().tolist() == [by_suffix[text] for text in files.suffixes.texts]
    holding = Counter(word for path in alive for word in files.words(files.find(path) or 0))
    every = np.arange(len(files.words_seen))
    assert files.names_holding(every).tolist() == [holding[word] for word in every.tolist()]


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, 199), max_size=20))
def test_what_exists_without_the_known_is_every_other(known: set[int]) -> None:
    files = Catalogue()
    for number in range(200):
        files.add(f"d{number % 7}/f{number}.py")
    files.remove("d3/f3.py")
    expected = sorted(set(range(200)) - {3} - known)
    assert files.existing_without(sorted(known)).tolist() == expected
