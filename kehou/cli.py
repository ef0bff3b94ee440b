"""The console command: `kehou check | audit | allocate | …`. Each command is a module of `commands/`, loaded when named."""

import argparse
import os
import sys
from importlib import import_module, util
from typing import Any

COMMANDS: dict[str, str] = {
    "check": "judge a plan file (一校一案, 一区一案) against the policy",
    "audit": "judge a term's folder: what happened against what was promised",
    "clause": "follow a clause: its text, rules, tests and screens",
    "allocate": "draw a choice round from files",
    "refusals": "every refusal the code can say, with its clause",
    "verify": "check a published draw from its files",
    "term": "live a whole term of seeded schools and write their folders",
    "roll": "write a believable pupil roll for tests",
    "permissions": "who may open which page and do which deed",
    "invariants": "run every invariant on the database",
    "first-officer": "make the first city officer on an empty system",
    "migrate": "bring the database up to date",
    "serve": "start the web server",
    "work": "start the worker",
    "up": "start everything for a demo",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status. 2 = the input or the command line could not be read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehou.settings")
    words = sys.argv[1:] if arguments is None else arguments
    name = words[0] if words and words[0] in COMMANDS else ""
    parser = argparse.ArgumentParser(prog="kehou", description="课后: a city's after-class service, policy executable.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for known, summary in COMMANDS.items():
        # Only the command that was named is imported: `--help` must not start a framework.
        if _is_there(known):
            sub = commands.add_parser(known, help=summary, description=summary)
            if known == name:
                _module(known).add_arguments(sub)
    if name and not _is_there(name):
        parser.error(f"this build has no command {name}")
    chosen = parser.parse_args(words)
    try:
        status: int = _module(chosen.command).run(chosen)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # The reader of our output went away (`kehou check … | head`): nothing to say to anyone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _path(name: str) -> str:
    return f"kehou.commands.{name.replace('-', '_')}"


def _module(name: str) -> Any:
    return import_module(_path(name))


def _is_there(name: str) -> bool:
    return util.find_spec(_path(name)) is not None


if __name__ == "__main__":
    sys.exit(main())
