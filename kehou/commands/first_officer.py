"""`kehou first-officer`: on an empty system, the first city officer and the code by which they come in."""

import argparse
import sys

HELP = "make the first city officer and print the one-time code"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="the officer's name")
    parser.add_argument("--phone", required=True, help="the mobile number to sign in with")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from kehou.ground.refusal import Refusal
    from kehou.kernel import clock
    from kehou.kernel.act import by_system
    from kehou.people.actions.invite_first_officer import invite_first_officer

    try:
        code = invite_first_officer(
            by_system("first_officer", clock.now(), source="cli"), name=args.name, phone=args.phone
        )
    except Refusal as refusal:
        print(refusal.says, file=sys.stderr)
        return 2
    print(f"{args.name}: open /account/invitation/ and enter  {code[:5]} {code[5:]}")
    print("The code works once, for 30 days. It is not stored and cannot be shown again.")
    return 0
