"""`python -m seed` in a process of its own."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
COMMAND = (sys.executable, "-m", "seed")
LONGEST = 30
"""Seconds; a command that hangs fails its test."""


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


def run_seed(folder: Path, *arguments: str, **environ: str) -> Ran:
    """Run in that folder. The seconds that it took, which vary, are told as `N s`."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(**environ),
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    return Ran(done.returncode, re.sub(r"\d+\.\d\d s$", "N s", done.stdout.strip()), done.stderr)


def environment(**environ: str) -> dict[str, str]:
    """What a command sees: the settings given, a database beside it by default, and no others."""
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    return {**own, "DATABASE_URL": "sqlite:///data/new/roadmaps.sqlite", **environ}
