"""Build the environment: .venv from the locked requirements, then the frontend bundle.

usage: python3 tools/environment.py [--dev]        standard library only; safe to repeat and to interrupt
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "kehou-environment"


def wanted(dev: bool) -> str:
    """A digest of everything the environment is made from."""
    names = ("requirements-setup.txt", "requirements-dev.txt" if dev else "requirements.txt", "pyproject.toml")
    text = b"".join((ROOT / name).read_bytes() for name in names)
    return hashlib.sha256(text + sys.version.encode() + str(ROOT).encode()).hexdigest()


def is_ready(dev: bool) -> bool:
    """An environment for development serves for running too."""
    stamps = STAMP.read_text().split() if STAMP.exists() else []
    return wanted(True) in stamps or (not dev and wanted(False) in stamps)


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT)


PIP = (PYTHON, "-m", "pip", "--disable-pip-version-check")
HASHED = ("-q", "--require-hashes", "-r")


def install(requirements: str) -> None:
    """By uv where it can be had (seconds), else by pip (half a minute); the same hashes either way."""
    run(*PIP, "install", *HASHED, "requirements-setup.txt")
    uv = [str(part) for part in (VENV / "bin" / "uv", "pip", "install", "--python", PYTHON, *HASHED, requirements)]
    try:
        tried = subprocess.run(uv, cwd=ROOT, env=as_pip_is_told(), capture_output=True, timeout=600, check=False)
        if tried.returncode == 0:
            return
    except (OSError, subprocess.TimeoutExpired):
        pass
    print("uv could not install; trying pip, which takes longer …", flush=True)
    run(*PIP, "install", *HASHED, requirements)


def as_pip_is_told() -> dict[str, str]:
    """The environment in which uv asks the same mirrors as this machine's pip; uv does not read pip's settings itself."""
    listed = subprocess.run([*PIP, "config", "list"], capture_output=True, text=True, check=False).stdout
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


def build(dev: bool) -> None:
    if is_ready(dev):
        return
    print("building .venv from the locked requirements …", flush=True)
    STAMP.unlink(missing_ok=True)
    if not PYTHON.exists() or subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True)
    install("requirements-dev.txt" if dev else "requirements.txt")
    run(*PIP, "install", "-q", "--no-build-isolation", "--no-deps", "-e", ".")
    STAMP.write_text(wanted(dev))


def main() -> int:
    if sys.version_info < (3, 11):
        print(f"kehou needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
        return 1
    try:
        build(dev="--dev" in sys.argv)
        run(PYTHON, ROOT / "frontend" / "build.py")
    except subprocess.CalledProcessError as error:
        print(f"setting up stopped at: {' '.join(map(str, error.cmd[:4]))} … (see above); run the same command again")
        return 1
    except KeyboardInterrupt:
        print("\ninterrupted; run the same command again to go on")
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
