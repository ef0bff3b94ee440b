"""Files of a draw as one download, with the program that checks them: a stranger needs nothing else of ours."""

import io
import zipfile
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpResponse

PROGRAM, READ_ME = "verify.py", "怎么核对.txt"
HOW = """怎么核对这次摇号

一、在一台装有 Python 3 的电脑上，把这个压缩包解开，在解开的文件夹里打开命令行。
二、只核对公开的文件：

    python verify.py .

三、连同自己家的收据一起核对（收据在“摇号收据”那一页存下，文件名 receipt.json）：

    python verify.py . receipt.json

没有问题时只写一行，以 right 开头，同一行写明哪些没有重算；有问题时一条一行写出来。程序只读文件，不联网，不到一百五十行，
只用 Python 自带的部分，可以先请懂的人看一遍。

draws.jsonl  公开记录：先公布的指纹，封存的志愿的总指纹，摇号用的种子和公开数
public.csv   每个孩子的志愿，不写是谁的；是谁的，封在一串指纹里，只有这家的收据能打开
tickets.csv  算出号的那些数，从小到大，第一个是 1 号
"""


def zipped(name: str, files: Mapping[str, str]) -> HttpResponse:
    """files: file name → text."""
    program = (settings.BASE_DIR / "docs" / PROGRAM).read_text("utf-8")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in sorted({**files, PROGRAM: program, READ_ME: HOW}.items()):
            archive.writestr(zipfile.ZipInfo(file, (2026, 1, 1, 0, 0, 0)), text.encode())
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
