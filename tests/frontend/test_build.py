"""frontend/build.py: skips what is current, survives interruption, says in one line why it cannot build."""

import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "frontend"

# Stands for npm: `ci` makes node_modules, `run build` writes a bundle; each call leaves a line in calls.txt.
NPM = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$1" in
  ci) mkdir -p node_modules ;;
  run) [ -n "$SLOW" ] && sleep 5
       [ -n "$BROKEN" ] && { echo "error: no such icon: unicorn" >&2; exit 1; }
       mkdir -p "$KEHOU_BUNDLE_OUT/assets"
       echo "a{}" > "$KEHOU_BUNDLE_OUT/assets/app.css"
       echo '{"css": "assets/app.css"}' > "$KEHOU_BUNDLE_OUT/manifest.json" ;;
esac
"""


class Project:
    """A project of its own with the real build.py and a Node that only pretends."""

    def __init__(self, root: Path) -> None:
        self.root, self.frontend, self.bundle = root, root / "frontend", root / "kehou/web/static/bundle"
        (root / "kehou/web").mkdir(parents=True)
        (self.frontend / "src").mkdir(parents=True)
        (self.frontend / "build.py").write_text((SOURCE / "build.py").read_text("utf-8"), "utf-8")
        (self.frontend / "package-lock.json").write_text("{}")
        (self.frontend / "src/app.js").write_text("1")
        self.bin = root / "bin"
        self.bin.mkdir()
        self.tool("npm", NPM)
        self.tool("node", "#!/bin/sh\necho v22.1.0\n")
        self.env = {"PATH": f"{self.bin}:/usr/bin:/bin", "CALLS": str(root / "calls.txt")}

    def tool(self, name: str, script: str) -> None:
        (self.bin / name).write_text(script)
        (self.bin / name).chmod(0o755)

    def build(self, *args: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(self.frontend / "build.py"), *args]
        return subprocess.run(command, env={**self.env, **env}, capture_output=True, text=True, timeout=60)

    @property
    def calls(self) -> list[str]:
        path = self.root / "calls.txt"
        return path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("frontend_build", SOURCE / "build.py")
    assert spec and spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_a_current_bundle_is_not_built_again(project: Project) -> None:
    assert project.build().stdout.strip() == "页面的样式做好了"
    before = project.calls
    again = project.build()
    assert (again.returncode, again.stdout, project.calls) == (0, "", before)


def test_a_changed_input_builds_again_without_fetching_the_modules_again(project: Project) -> None:
    project.build()
    (project.frontend / "src/app.js").write_text("2")
    assert project.build().returncode == 0
    assert [call.split()[0] for call in project.calls] == ["ci", "run", "run"]


def test_a_file_in_node_modules_is_no_input(project: Project) -> None:
    project.build()
    (project.frontend / "node_modules/x.js").write_text("x")
    project.build()
    assert len(project.calls) == 2


def test_a_bundle_whose_manifest_is_gone_is_built_again(project: Project) -> None:
    project.build()
    (project.bundle / "manifest.json").unlink()
    project.build()
    assert (project.bundle / "manifest.json").is_file()


def test_a_failing_build_says_why_in_one_line_and_leaves_the_old_bundle(project: Project) -> None:
    project.build()
    (project.frontend / "src/app.js").write_text("2")
    failed = project.build(BROKEN="1")
    assert failed.returncode == 1
    assert failed.stderr.count("\n") == 1 and "no such icon: unicorn" in failed.stderr
    assert (project.bundle / "manifest.json").is_file()
    assert project.build().returncode == 0


def test_an_interrupted_build_leaves_the_old_bundle_and_the_next_one_succeeds(project: Project) -> None:
    project.build()
    (project.frontend / "src/app.js").write_text("2")
    running = subprocess.Popen(
        [sys.executable, str(project.frontend / "build.py")],
        env={**project.env, "SLOW": "1"},
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A test run started in the background ignores Ctrl-C, and its children would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    time.sleep(1)
    os.killpg(running.pid, signal.SIGINT)
    running.communicate(timeout=20)
    assert running.returncode != 0
    assert (project.bundle / "assets/app.css").is_file()
    assert project.build().returncode == 0
    assert [p.name for p in project.bundle.parent.iterdir()] == ["bundle"]


def test_an_old_node_is_not_taken(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", project.env["PATH"])
    for said, taken in (
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v18.20.0", False),
        ("v24.0.1", True),
        ("nonsense", False),
    ):
        project.tool("node", f"#!/bin/sh\necho {said}\n")
        assert (module().machine_node() is not None) is taken, said


def test_compressed_copies_stand_beside_what_is_served(project: Project) -> None:
    project.build()
    assert (project.bundle / "assets/app.css.gz").is_file()


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (SOURCE / "package-lock.json").read_text()
    assert "omit-lockfile-registry-resolved=true" in (SOURCE / ".npmrc").read_text()
