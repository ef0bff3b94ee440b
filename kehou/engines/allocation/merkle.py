"""A hash tree: one figure binds a list, and a short path proves that a line is in it without showing the others.

Hashes are SHA-256 in hex. A leaf is hashed with the byte 0 in front, a pair with the byte 1, so that neither can stand
for the other; an odd one at the end of a level goes up as it is. The number of leaves is published beside the root.
"""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").hexdigest()
"""Root of no leaves."""

Path = list[list[str]]
"""From the leaf to the root: ["left" | "right", hash], the side on which the neighbour stands."""


def leaf(text: str) -> str:
    return hashlib.sha256(b"\0" + text.encode()).hexdigest()


def pair(left: str, right: str) -> str:
    return hashlib.sha256(b"\1" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def levels(leaves: Sequence[str]) -> list[list[str]]:
    """From the leaves up to the one root."""
    tree = [list(leaves) or [EMPTY]]
    while len(tree[-1]) > 1:
        below = tree[-1]
        above = [pair(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        tree.append(above + below[len(below) & ~1 :])
    return tree


def root(leaves: Sequence[str]) -> str:
    return levels(leaves)[-1][0]


def path(tree: Sequence[Sequence[str]], index: int) -> Path:
    """The neighbours on the way up from leaf `index` (from 0) of `levels`."""
    steps: Path = []
    for level in tree[:-1]:
        beside = index ^ 1
        if beside < len(level):
            steps.append(["left" if beside < index else "right", level[beside]])
        index //= 2
    return steps


def climb(leaf_hash: str, steps: Path) -> str:
    """Where a path leads. Errors: ValueError where it is not a path."""
    here = leaf_hash
    for side, beside in steps:
        if side not in ("left", "right"):
            raise ValueError(side)
        here = pair(beside, here) if side == "left" else pair(here, beside)
    return here
