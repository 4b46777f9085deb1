"""The licences of what the extension holds of others are those of what it holds today."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "notices.py"
BUILT = (ROOT / "vscode-client/node_modules").is_dir() and any((ROOT / "build/own").glob("*.whl"))


@pytest.mark.skipif(not BUILT and "CI" not in os.environ, reason="`make vsix` has built nothing yet")
def test_they_are_not_stale() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_package_is_told_once_with_its_licence_and_its_text(tmp_path: Path) -> None:
    for tag in ("cp311-cp311-win_amd64", "cp312-cp312-win_amd64"):
        with zipfile.ZipFile(tmp_path / f"some_package-1.2-{tag}.whl", "w") as wheel:
            about = "Metadata-Version: 2.4\nName: some-package\nVersion: 1.2\nLicense-Expression: MIT\n"
            wheel.writestr("some_package-1.2.dist-info/METADATA", about)
            wheel.writestr("some_package-1.2.dist-info/licenses/LICENSE", "Copyright: someone\n")
            wheel.writestr("some_package/licence.py", "")
    told = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True, check=True).stdout
    assert told == "### some-package 1.2\n\nLicence: MIT\n\n````text\nCopyright: someone\n````\n\n"


def test_a_licence_in_a_classifier_alone_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "old-1-py3-none-any.whl", "w") as wheel:
        about = "Metadata-Version: 2.1\nName: old\nVersion: 1\nClassifier: License :: OSI Approved :: BSD License\n"
        wheel.writestr("old-1.dist-info/METADATA", about)
    told = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True, check=True).stdout
    assert told == "### old 1\n\nLicence: BSD License\n\n"
