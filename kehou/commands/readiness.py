"""Why an installation cannot start, in one sentence that says what to do; "" where nothing stands in the way.

Looked at by `kehou serve`, `kehou work` and `kehou up` before they start, so that what is missing is a sentence on the
terminal and no traceback, and no page of errors for everybody who comes.
"""

import errno
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def folder() -> Path:
    """The installation's folder, as the settings say; without loading them, since loading makes a missing key."""
    return Path(os.environ.get("KEHOU_HOME", ROOT / "var"))


def missing_key() -> str:
    """A new key would be made silently, and everything sealed with the old one would be lost."""
    if os.environ.get("KEHOU_MASTER_KEY") or (folder() / "master.key").is_file():
        return ""
    return (
        f"没有找到这套安装的密钥：{folder() / 'master.key'} 不在，也没有设 KEHOU_MASTER_KEY。"
        "新装的请先运行 kehou migrate；装过的请把备份的密钥放回去，不要新做一把。"
    )


def why_not(*, page: bool, migrated: bool = False) -> str:
    """Database, tables, key and database together; page: also the styles. Needs Django set up.

    migrated: this process has just brought the tables up to date.
    """
    try:
        return ("" if migrated else _database()) or _key_fits() or (_bundle() if page else "")
    except Exception as error:
        return trouble(error)


def trouble(error: BaseException) -> str:
    """What a person can do about an error of the disk or the database; "" for any other."""
    from django.db import DatabaseError

    text = str(error).lower()
    if isinstance(error, OSError) and not isinstance(error, ConnectionError):
        return _disk(full=error.errno in FULL)
    if isinstance(error, DatabaseError):
        if "full" in text or "disk i/o" in text:
            return _disk(full=True)
        if any(word in text for word in ("readonly", "read-only", "unable to open", "permission denied for")):
            return _disk(full=False)
        if "locked" in text:
            return "数据库正被另一个程序占着。等它完成或者停掉它，再运行一次。"
        if _is_server():
            return "连不上数据库。请看 KEHOU_DATABASE_URL 的地址、用户名和密码对不对，数据库开着没有。"
        if "not a database" in text or "malformed" in text:
            return f"{folder()} 里的数据库文件坏了。请停下来，用备份的那一份换回去。"
    return ""


def _disk(*, full: bool) -> str:
    if full:
        return f"磁盘满了，写不进 {folder()}。腾出地方，再运行一次。"
    return f"写不进 {folder()}。请看这个文件夹在不在、许不许这个用户写，改好再运行一次。"


def _is_server() -> bool:
    from django.conf import settings

    return str(settings.DATABASES["default"]["ENGINE"]).endswith("postgresql")


def _database() -> str:
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    if not _is_server() and not Path(str(settings.DATABASES["default"]["NAME"])).is_file():
        return "还没有数据库。请先运行 kehou migrate。"
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return "数据库还没有更新到这个版本。请先备份，再运行 kehou migrate。"
    return ""


def _key_fits() -> str:
    from cryptography.exceptions import InvalidTag

    from kehou.people.models import Account

    try:
        Account.objects.exclude(phone="").order_by("pk").first()
    except InvalidTag:
        return "密钥和数据库不是一对：里面的证件号和手机号打不开。请把和这个数据库一起备份的密钥放回去。"
    return ""


def _bundle() -> str:
    from kehou.web.shared.bundle import FOLDER

    return "" if (FOLDER / "manifest.json").is_file() else "页面的样式还没有做好。请先运行 make setup。"
