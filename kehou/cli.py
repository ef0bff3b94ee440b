"""The console command: `kehou check | audit | allocate | …`. Each command is a module of `commands/`, loaded when named."""

import os
import sys
from argparse import ArgumentTypeError
from contextlib import nullcontext
from importlib import import_module, util
from pathlib import Path
from typing import Any

from kehou.command_line import Parser

COMMANDS: dict[str, str] = {
    "check": "一校一案、一区一案对照政策查一遍",
    "audit": "一学期的记录对照方案和政策查一遍",
    "clause": "一条政策落在哪些规则、测试和画面里",
    "allocate": "按文件摇号、录取",
    "diff-law": "两份政策、两个日期之间，对学校有什么不同",
    "compare": "同样的志愿，几种录取方式放在一起比",
    "refusals": "系统会拒绝哪些事，凭哪一条",
    "freeze": "别的系统里的志愿，也用谁都能核对的办法封存和摇号",
    "verify": "复核一次公布的摇号",
    "term": "模拟几所学校过完一学期，写出记录",
    "roll": "写一份虚构的学生名册，演示和测试用",
    "moments": "每条规则在哪些时候起作用",
    "permissions": "谁能打开哪一页、做哪一件事",
    "invariants": "逐条检查数据库的不变式",
    "first-officer": "空系统里请进第一位市级管理员",
    "warm": "把摇号的快速部分先编译好",
    "migrate": "把数据库更新到这一版",
    "serve": "启动网页服务",
    "work": "启动后台服务",
    "up": "在这台机器上全部启动",
}

BY_LAW = ("check", "audit", "clause", "diff-law")
"""Commands that read the law, and may be told where the packs of another city are."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status. 2 = the input or the command line could not be read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kehou.settings")
    words = sys.argv[1:] if arguments is None else arguments
    name = words[0] if words and words[0] in COMMANDS else ""
    parser = Parser(prog="kehou", description="课后：一座城市的课后服务，政策可以执行。")
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True)
    for known, summary in COMMANDS.items():
        # Only the command that was named is imported: `--help` must not start a framework.
        if _is_there(known):
            sub = commands.add_parser(known, help=summary, description=summary)
            if known == name:
                _module(known).add_arguments(sub)
                if known in BY_LAW:
                    sub.add_argument(
                        "--packs", type=_folder, metavar="DIR", help="别的城市的政策包所在的文件夹，和自带的一起用"
                    )
    if name and not _is_there(name):
        parser.error(f"这一版没有 {name} 这个命令")
    chosen = parser.parse_args(words)
    try:
        with _more_packs(getattr(chosen, "packs", None)):
            status: int = _module(chosen.command).run(chosen)
            sys.stdout.flush()
            return status
    except BrokenPipeError:
        # The reader of our output went away (`kehou check … | head`): nothing to say to anyone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130


def _folder(text: str) -> str:
    if not Path(text).is_dir():
        raise ArgumentTypeError(f"没有这个文件夹：{text}")
    return text


def _more_packs(folder: str | None) -> Any:
    if folder is None:
        return nullcontext()
    return import_module("kehou.policy.pack").packs_beside(folder)


def _path(name: str) -> str:
    return f"kehou.commands.{name.replace('-', '_')}"


def _module(name: str) -> Any:
    return import_module(_path(name))


def _is_there(name: str) -> bool:
    return util.find_spec(_path(name)) is not None


if __name__ == "__main__":
    sys.exit(main())
