"""`graph explorer`: gets the files of the explorer, once, by npm."""

import argparse
import io
import subprocess
import tarfile
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.commands.failure import CommandError
from graph.http.assets import Pinned, pinned_files, read_assets

PATIENCE_SECONDS = 120


def add_explorer(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    getting = commands.add_parser("explorer", help="get the explorer's files, once, by npm")
    getting.add_argument("--npm", default="npm", help="the npm to use; by default the one in PATH")


def get_files(folder: Path, npm: str) -> str:
    """Fill the folder; what was done. CommandError where npm or a file is not as it must be."""
    if read_assets(folder) is not None:
        return f"The explorer's files are in {folder} already."
    files = pinned_files()
    for (package, version), wanted in groupby(files, lambda each: (each.package, each.version)):
        _unpack(_packed(npm, f"{package}@{version}"), list(wanted), folder)
    return f"The explorer's {len(files)} files are in {folder}."


def _packed(npm: str, name: str) -> bytes:
    """The package as npm has it."""
    with TemporaryDirectory() as folder:
        command = [npm, "pack", "--silent", "--fetch-retries=1", "--pack-destination", folder, name]
        try:
            done = subprocess.run(  # noqa: S603  of npm's name and pinned ones only
                command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
            )
        except FileNotFoundError:
            raise CommandError(
                f"there is no {npm}: install Node.js, or name one by --npm"
            ) from None
        except subprocess.TimeoutExpired:
            raise CommandError(f"npm did not get {name} in {PATIENCE_SECONDS} s") from None
        if done.returncode:
            raise CommandError(f"npm could not get {name}: {done.stderr.strip()}")
        [packed] = Path(folder).iterdir()
        return packed.read_bytes()


def _unpack(packed: bytes, wanted: list[Pinned], folder: Path) -> None:
    """Write the wanted files, each after its hash was compared."""
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for pinned in wanted:
            member = archive.extractfile(f"package/{pinned.path}")
            content = member.read() if member else b""
            if not pinned.is_content(content):
                raise CommandError(f"{pinned.name} has not the hash it must have; it is not kept")
            path = folder / pinned.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
