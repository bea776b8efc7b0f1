"""Names as they compare: without case, accents, points and legal forms."""

from __future__ import annotations

import functools
import re
import unicodedata
from difflib import SequenceMatcher
from typing import Final

LEGAL_FORMS: Final = frozenset(
    {
        "bv", "nv", "vof", "cv", "bvba", "sprl", "stichting", "vereniging", "maatschap", "eenmanszaak",
        "cooperatie", "coop", "ua", "ba", "ab", "hb", "kb", "aktiebolag", "handelsbolag", "kommanditbolag",
        "ekonomisk", "forening", "ideell", "publ", "ef", "as", "asa", "aps", "oy", "oyj", "gmbh", "mbh", "ag",
        "ug", "ohg", "kg", "ltd", "limited", "llc", "inc", "plc", "corp", "sarl", "sa", "sas", "srl", "spa",
    }
)  # fmt: skip
"""Tokens that say what a company is and not who."""

_OTHER: Final = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ł": "l", "&": " ", "’": "", "'": ""}
)
_SINGLES: Final = re.compile(r"\b(?:\w )+\w\b(?= |$)")
_SURELY_ALIKE = 0.8
_HARDLY_ALIKE = 0.6
_SHORT = 16


@functools.lru_cache(maxsize=200_000)
def plain_name(name: str) -> str:
    """Return the name as it compares: `Bakkerij Jansen B.V.` is `bakkerij jansen`.

    A name of nothing but legal forms stays what it is.
    """
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_OTHER))
    letters = "".join(sign for sign in folded if not unicodedata.combining(sign)).replace(".", "")
    words = re.sub(r"[\W_]+", " ", letters).strip()
    # B V and v o f are bv and vof.
    tokens = _SINGLES.sub(lambda found: found[0].replace(" ", ""), words).split()
    kept = [token for token in tokens if token not in LEGAL_FORMS]
    return " ".join(kept or tokens)


@functools.lru_cache(maxsize=200_000)
def sorted_name(name: str) -> str:
    """Return the plain name's words in alphabetical order: `Jansen, Bakkerij` is `bakkerij jansen`."""
    return " ".join(sorted(plain_name(name).split()))


@functools.lru_cache(maxsize=200_000)
def trigrams(plain: str) -> frozenset[str]:
    """Return the runs of three signs of a plain name, its beginning and end marked."""
    padded = f"  {plain} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def name_likeness(first: str, second: str) -> float:
    """Return how alike two plain names are, 0 to 1, whatever the order of their words.

    The share of trigrams in common (Dice); for short names in between also the share of signs in the
    same order (Ratcliff and Obershelp): one wrong letter spoils half the trigrams of a short name.
    """
    if first == second:
        return 1.0
    one, other = trigrams(first), trigrams(second)
    shared = 2 * len(one & other) / (len(one) + len(other))
    if not _HARDLY_ALIKE <= shared < _SURELY_ALIKE or max(len(first), len(second)) > _SHORT:
        return shared
    return max(shared, SequenceMatcher(None, first, second, autojunk=False).ratio())
