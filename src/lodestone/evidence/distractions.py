"""Examples with something else hung on, so that a labeller learns to listen to the promise and not to what trails behind it.

An invented example is short and to the point; a sentence of a communique goes on (``, including through ...``). Each example gets
a stretch of another one behind a word that subordinates it, and keeps its own family.
"""

from collections.abc import Sequence

JOINTS = (
    ", including through ", " with a view to ", ", which ", " as ", ", amid ", " in order to ", ", following ", " so as to ",
    ", building on ", ", while ", ", in line with ", " by means of ",
)  # fmt: skip
_STRIDE = 389
"""A prime: the partner of an example is so many places further on, and so of another family more often than not."""
_LENDERS = 997
"""Only the first so many clauses lend a part, so that examples added at the end change nothing for those before them."""
_LONGEST = 14
_LATIN = 0x3000


def distracted(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """One longer copy of each pair of family and clause, in order; the same pairs, the same copies.

    A clause in Japanese characters is repeated as it is: its predicate comes last, and nothing can trail behind it.
    """
    tails = [_tail(clause, i) for i, (_, clause) in enumerate(pairs) if _latin(clause)][:_LENDERS]
    out = []
    for i, (family, clause) in enumerate(pairs):
        hung = JOINTS[i % len(JOINTS)] + tails[(i + 1) * _STRIDE % len(tails)] if tails and _latin(clause) else ""
        out.append((family, clause.rstrip(".") + hung))
    return out


def _latin(clause: str) -> bool:
    return all(ord(c) < _LATIN for c in clause)


def _tail(clause: str, i: int) -> str:
    """Some words of a clause from its beginning or a little later on, in lower case at the start."""
    found = clause.rstrip(".").split()
    begin = i % (len(found) // 3 + 1)
    part = " ".join(found[begin : begin + _LONGEST])
    return part[:1].lower() + part[1:]
