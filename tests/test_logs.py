"""Lines for the machine's keeper go to a file, the terminal says a sentence, and nobody's number is in either."""

import os
import subprocess
import sys
from pathlib import Path

from kehou.logs import FILE_BYTES, NotAgain, log_line

ROOT = Path(__file__).resolve().parents[1]


def run(code: str, home: Path, **env: str) -> subprocess.CompletedProcess[str]:
    start = "import django; django.setup(); import logging, structlog; from kehou.kernel.jobs import Tick, beat\n"
    told = {**os.environ, "KEHOU_HOME": str(home), "KEHOU_MASTER_KEY": "k", "KEHOU_DATABASE_URL": "", "KEHOU_DEMO": "",
            "DJANGO_SETTINGS_MODULE": "kehou.settings", "KEHOU_LOG": "log/work.log", **env}  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", start + code], cwd=ROOT, env=told, capture_output=True, text=True, encoding="utf-8"
    )


def test_what_the_worker_notes_is_in_the_file_and_not_on_the_terminal(tmp_path: Path) -> None:
    done = run("structlog.get_logger('kehou.jobs.scan_day').info('term_judged', school=4, new=0)", tmp_path)
    assert done.stdout == done.stderr == ""
    line = (tmp_path / "log" / "work.log").read_text()
    assert line.endswith(" info kehou.jobs.scan_day term_judged new=0 school=4\n")


def test_a_failing_tick_is_one_plain_sentence_and_its_trace_is_in_the_file(tmp_path: Path) -> None:
    tick = "beat(Tick('watch', 2, lambda at: int('150302201803059720 x')))\n"
    done = run(tick * 3, tmp_path)
    assert done.returncode == 0 and done.stderr.count("\n") == 1
    assert "后台有一件事这次没有做成，会自动再试" in done.stderr and "log/work.log" in done.stderr
    kept = (tmp_path / "log" / "work.log").read_text()
    assert kept.count("ValueError") == 3 and "tick_failed tick=watch" in kept
    assert "150302201803059720" not in kept + done.stderr


def test_a_page_that_failed_is_a_sentence_too(tmp_path: Path) -> None:
    done = run("logging.getLogger('django.request').error('Internal Server Error: /x')", tmp_path)
    assert "有一个页面没能打开" in done.stderr and "Internal" not in done.stderr


def test_the_file_is_changed_when_it_is_large(tmp_path: Path) -> None:
    code = f"log = structlog.get_logger('kehou.jobs.x')\nfor n in range(30): log.info('a' * {FILE_BYTES // 10})"
    assert run(code, tmp_path).stderr == ""
    files = sorted((tmp_path / "log").iterdir())
    assert [file.name for file in files] == ["work.log", "work.log.1", "work.log.2", "work.log.3"]
    assert all(file.stat().st_size <= FILE_BYTES for file in files)


def test_without_a_file_lines_go_to_stderr_for_whoever_started_it(tmp_path: Path) -> None:
    done = run("structlog.get_logger('kehou.jobs.x').warning('odd', n=1)", tmp_path, KEHOU_LOG="")
    assert done.stderr.endswith(" warning kehou.jobs.x odd n=1\n") and not (tmp_path / "log").exists()


def test_where_no_file_can_be_written_lines_go_to_stderr(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    assert "odd" in run("structlog.get_logger('kehou.jobs.x').warning('odd')", tmp_path).stderr


def test_an_id_number_or_a_telephone_in_an_error_is_cut() -> None:
    line = log_line(None, "", {"event": "failed", "why": "Key (phone)=(15400000001) exists, 15030220180305972X too"})
    assert "154***" in line and "150***" in line and "15400000001" not in line and "972X" not in line


def test_the_same_trouble_is_said_once_a_minute() -> None:
    import logging

    def record(at: float) -> logging.LogRecord:
        made = logging.LogRecord("kehou.kernel.jobs", logging.ERROR, "", 0, "tick_failed", None, None)
        made.created = at
        return made

    once = NotAgain()
    assert [once.filter(record(at)) for at in (0, 2, 59, 61, 62)] == [True, False, False, True, False]
