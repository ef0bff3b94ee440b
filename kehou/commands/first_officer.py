"""`kehou first-officer`: on an empty system, the first city officer and the code by which they come in."""

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--name", required=True, help="这位管理员的姓名")
    parser.add_argument("--phone", required=True, help="登录用的手机号")


def run(args: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.utils.translation import gettext as _t

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
    print(_t("%(name)s 的邀请码：%(code)s") % {"name": args.name, "code": f"{code[:5]} {code[5:]}"})
    print(
        _t("在浏览器里打开 /account/invitation/，填邀请码，设密码。只能用一次，30 天内有效；系统不存，也不会再显示。")
    )
    return 0
