"""Build the environment: .venv from the locked requirements, then the frontend bundle.

usage: python3 tools/environment.py [--dev]        standard library only; safe to repeat and to interrupt

Two at once wait for each other. One that was killed left a half environment: the next makes it anew from nothing.
What it starts is on a leash (kehou/commands/leash.py) that holds the lock too: killed, it leaves nothing at work, and the
next begins when that is so.
"""

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "kehou-environment"
UNFINISHED = "unfinished"


def wanted(dev: bool) -> str:
    """A digest of everything the environment is made from."""
    names = ("requirements-setup.txt", "requirements-dev.txt" if dev else "requirements.txt", "pyproject.toml")
    text = b"".join((ROOT / name).read_bytes() for name in names)
    return hashlib.sha256(text + here().encode()).hexdigest()


def here() -> str:
    """What an environment cannot be carried away from: its Python and its folder, both written into its scripts."""
    return hashlib.sha256(sys.version.encode() + str(ROOT).encode()).hexdigest()


def stamps() -> list[str]:
    return STAMP.read_text().split() if STAMP.exists() else []


def is_ready(dev: bool) -> bool:
    """An environment for development serves for running too."""
    return wanted(True) in stamps() or (not dev and wanted(False) in stamps())


class Leashed:
    """Runs one program after another, each of which ends when this process is gone; meanwhile the lock is theirs too."""

    def __init__(self, lock: IO[str]) -> None:
        self.lock = lock

    def __call__(self, *command: str | Path, env: Mapping[str, str] | None = None, quiet: bool = False) -> None:
        """Errors: CalledProcessError. quiet: what it says is dropped."""
        leash = [sys.executable, "-I", str(ROOT / "kehou" / "commands" / "leash.py"), str(os.getpid())]
        said = subprocess.DEVNULL if quiet else None
        words = [str(part) for part in command]
        running = subprocess.Popen(
            [*leash, *words],
            cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            process_group=0, pass_fds=[self.lock.fileno()],
        )  # fmt: skip
        try:
            status = running.wait()
        except BaseException:
            running.terminate()
            running.wait()
            raise
        if status:
            raise subprocess.CalledProcessError(status, words)


PIP = (PYTHON, "-m", "pip", "--disable-pip-version-check")
HASHED = ("-q", "--require-hashes", "-r")


def install(run: Leashed, requirements: str) -> None:
    """By uv where it can be had (seconds), else by pip (half a minute); the same hashes either way."""
    run(*PIP, "install", *HASHED, "requirements-setup.txt")
    try:
        uv = VENV / "bin" / "uv"
        run(uv, "pip", "install", "--python", PYTHON, *HASHED, requirements, env=as_pip_is_told(), quiet=True)
    except subprocess.CalledProcessError:
        print("uv 没能装上，改用 pip，会慢一些 …", flush=True)
        run(*PIP, "install", *HASHED, requirements)


def as_pip_is_told() -> dict[str, str]:
    """The environment in which uv asks the same mirrors as this machine's pip; uv does not read pip's settings itself."""
    listed = subprocess.run(
        [*PIP, "config", "list"], capture_output=True, text=True, errors="replace", check=False
    ).stdout
    told = re.findall(r"^[\w:-]+\.([\w-]+)='(.*)'$", listed, re.MULTILINE)
    words = {name.replace("_", "-"): value.replace("\\n", " ").split() for name, value in told}
    asked = {
        "UV_DEFAULT_INDEX": words.get("index-url", []),
        "UV_INDEX": words.get("extra-index-url", []),
        "SSL_CERT_FILE": words.get("cert", []),
    }
    # The machine's own certificates (two names: older and newer uv). Every file is held to its hash, whoever hands it over.
    ours = {"UV_SYSTEM_CERTS": "true", "UV_NATIVE_TLS": "true", "UV_INDEX_STRATEGY": "unsafe-best-match"}
    found = {name: " ".join(values) for name, values in asked.items() if values}
    if "find-links" in words:
        found["UV_FIND_LINKS"] = ",".join(words["find-links"])
    return {**ours, **found, **os.environ}


def own_caches() -> dict[str, str]:
    """Where pip, uv and npm keep what they fetch, if the home folder takes nothing: npm would not start without."""
    places = (Path.home(), Path.home() / ".cache", Path.home() / ".npm")
    if all(os.access(place, os.W_OK) for place in places if place.exists()) and Path.home().is_dir():
        return {}
    cache = ROOT / "var" / "cache"
    return {"XDG_CACHE_HOME": str(cache), "npm_config_cache": str(cache / "npm")}


def has_pip() -> bool:
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def build(run: Leashed, dev: bool) -> None:
    if is_ready(dev):
        return
    print("正在准备运行环境 .venv，头一次要半分钟到几分钟 …", flush=True)
    # Cut off in the middle, a package can look installed and lack half its files; made elsewhere, its scripts lead there.
    is_ours = STAMP.exists()
    if (is_ours and here() not in stamps()) or not has_pip():
        shutil.rmtree(VENV, ignore_errors=True)
        VENV.mkdir()
        STAMP.write_text(UNFINISHED)
        run(sys.executable, "-m", "venv", VENV)
    STAMP.write_text(UNFINISHED)
    install(run, "requirements-dev.txt" if dev else "requirements.txt")
    run(*PIP, "install", "-q", "--no-build-isolation", "--no-deps", "-e", ".")
    if dev:  # which has the compiler: the first large draw would wait for it
        with suppress(subprocess.CalledProcessError):
            run(PYTHON, "-m", "kehou.cli", "warm", quiet=True)
    STAMP.write_text(f"{wanted(dev)} {here()}")


def set_up(dev: bool) -> None:
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "setup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("另一个窗口正在准备环境，等它做完 …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        os.environ |= {name: place for name, place in own_caches().items() if name not in os.environ}
        run = Leashed(lock)
        build(run, dev)
        run(PYTHON, ROOT / "frontend" / "build.py")


def stop_when_told() -> None:
    """Ended by another program, it ends as by Ctrl-C. After `nohup` a terminal that closes does not end it."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for asked in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(asked) != signal.SIG_IGN:
            signal.signal(asked, stop)


def lacks() -> str:
    """What this Python cannot do; "" where it can do all."""
    if sys.version_info < (3, 11):
        return f"kehou 要 Python 3.11 或更新的；这里是 {sys.version.split()[0]}。"
    venv_part = find_spec("ensurepip")
    if not (venv_part and venv_part.origin) and not has_pip():
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        return f"这个 Python 缺 venv 这一部分。Debian、Ubuntu 上先运行 sudo apt install {package}，再运行同一条命令。"
    return ""


def main() -> int:
    sys.stdout.reconfigure(errors="replace")
    if says := lacks():
        print(says)
        return 1
    stop_when_told()
    try:
        set_up(dev="--dev" in sys.argv)
    except subprocess.CalledProcessError as error:
        if error.cmd[-1] != str(ROOT / "frontend" / "build.py"):  # which has said why itself
            print(f"准备环境停在这一步：{' '.join(map(str, error.cmd[:4]))} … 原因在上面。再运行同一条命令就接着做。")
        return 1
    except OSError as error:
        print(
            f"准备环境时写不进 {error.filename or ROOT}（{error.strerror}）。请看磁盘满没满、这个文件夹许不许写，再运行一次。"
        )
        return 1
    except KeyboardInterrupt:
        print("\n停下了。再运行同一条命令就接着做。")
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
