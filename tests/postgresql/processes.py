"""Commands of this project, run at the same time on one database."""

import os
import subprocess
import sys

from graph.settings import ROOT, Settings


def run_at_once(count: int, settings: Settings, module: str, *arguments: str) -> list[str]:
    """What each of `count` processes prints; they must all succeed, a warning being no failure."""
    environment = os.environ | {"DATABASE_URL": settings.database_url}
    command = [sys.executable, "-m", module, *arguments]
    running = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    ended = [(process.communicate(), process.returncode) for process in running]
    assert all(status in (0, 1) for _, status in ended), ended
    return [printed for (printed, _), _ in ended]
