"""Says of a wheel that was built for this Linux on which others it runs: usage: tag_wheel.py WHEEL FOLDER.

A wheel that is tagged `linux_x86_64` is taken by every Linux, and fails where the C library is older than here. The copy in FOLDER
is tagged for the oldest C library that has all symbols which the wheel's libraries ask for.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from carry import needed_glibc


def main(wheel: Path, folder: Path) -> int:
    with zipfile.ZipFile(wheel) as archive:
        libraries = [archive.read(name) for name in archive.namelist() if ".so" in Path(name).name]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        copy = shutil.copy2(wheel, scratch)
        tag = f"manylinux_2_{needed_glibc(libraries)}_x86_64"
        command = [sys.executable, "-m", "wheel", "tags", "--remove", "--platform-tag", tag, str(copy)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (tagged,) = Path(scratch).glob("*.whl")
        print(shutil.copy2(tagged, folder))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
