"""`make bench [NAMES]`: run every bench, or the named ones, and print what it measured."""

import sys
from importlib import import_module

NAMES = (
    "check",
    "audit",
    "night",
    "allocation",
    "priorities",
    "modes",
    "rounds",
    "nation",
    "districts",
    "honesty",
    "signs",
    "draw",
    "claims",
    "roll",
    "pages",
    "term",
)


def main() -> int:
    for name in sys.argv[1:] or NAMES:
        print(f"\n== {name}", flush=True)
        for line in import_module(f"bench.{name}").run():
            print(f"  {line}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
