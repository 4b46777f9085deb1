"""Fetches what an extension for one platform carries so that it is set up without a network: usage: carry.py PLATFORM FOLDER [--runtime WHEEL] [--python 3.11 ...].

FOLDER is filled with the locked packages for each Python, or for the named ones, and `carried.json`, which says what they are for.
WHEEL is what runs the model, built for that platform; its own requirements come along. Every file is checked against its locked
checksum.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from lock import LOCKS, PYTHONS, environment, pins

TAGS: Mapping[str, Sequence[str]] = {
    "linux-x64": (*(f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)), "manylinux2014_x86_64"),
    "win32-x64": ("win_amd64",),
    "darwin-arm64": (
        *(
            tag
            for major in range(14, 10, -1)
            for tag in (f"macosx_{major}_0_arm64", f"macosx_{major}_0_universal2", f"macosx_10_{major - 1}_universal2")
        ),
        "macosx_10_9_universal2",
    ),
}
"""The wheels that run there: on Linux with glibc 2.28, on macOS 14, and on what is newer."""


def main(platform: str, folder: Path, runtime: Path | None, pythons: Sequence[str]) -> int:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for python in pythons:
        print(f"Python {python} on {platform}", flush=True)
        _download(platform, python, folder, ("sandboxed.txt", "model.txt") if runtime else ("sandboxed.txt",))
    if runtime is not None:
        shutil.copy2(runtime, folder)
    told = {"platform": platform, "pythons": list(pythons), "modelRuntime": runtime and runtime.name}
    (folder / "carried.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return 0


def _download(platform: str, python: str, folder: Path, locks: Sequence[str]) -> None:
    seen = environment(python, platform)
    wanted = {pin.name: pin for name in locks for pin in pins((LOCKS / name).read_text("utf-8")) if pin.holds_in(seen)}
    lines = [f"{pin.name}=={pin.version} " + " ".join(f"--hash={one}" for one in pin.hashes) for pin in wanted.values()]
    number = python.replace(".", "")
    with tempfile.TemporaryDirectory() as scratch:
        asked = Path(scratch, "asked.txt")
        asked.write_text("\n".join(lines), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
        command += ["--only-binary", ":all:", "--require-hashes", "--requirement", str(asked), "--dest", str(folder)]
        command += ["--implementation", "cp", "--python-version", python]
        command += [part for abi in (f"cp{number}", "abi3", "none") for part in ("--abi", abi)]
        command += [part for tag in TAGS[platform] for part in ("--platform", tag)]
        subprocess.run(command, check=True)


def needed_glibc(libraries: Sequence[bytes]) -> int:
    """The minor version of the oldest glibc 2 that has all which these shared libraries ask for."""
    return max(int(minor) for library in libraries for minor in re.findall(rb"GLIBC_2\.(\d+)\b", library))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("platform", choices=sorted(TAGS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runtime", type=Path)
    parser.add_argument("--python", action="append", choices=PYTHONS, dest="pythons")
    asked = parser.parse_args()
    sys.exit(main(asked.platform, asked.folder, asked.runtime, asked.pythons or PYTHONS))
