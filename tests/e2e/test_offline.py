"""The extension that carries what it installs is set up with the network cut off, and its server works, model and all."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
# A network of its own has no way out. Where one may not be made, proxies that nobody listens at do as much for pip.
NOWHERE = "http://127.0.0.1:9"

LOOP = "def names(users):\n    found = []\n    for user in users:\n        found.append(user.name)\n    return found\n"


def _cut_off() -> list[str]:
    isolated = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") and subprocess.run([*isolated, "true"], capture_output=True).returncode == 0:
        return isolated
    proxies = [f"{name}={NOWHERE}" for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")]
    return ["env", *proxies, "NO_PROXY="]


def _run(command: list[str | Path], cwd: Path, timeout: int) -> subprocess.CompletedProcess[str]:
    outside = ["env", "-u", "MAKEFLAGS", "-u", "MAKELEVEL", "-u", "PIP_FIND_LINKS", "PIP_CONFIG_FILE=/dev/null"]
    done = subprocess.run(
        [*outside, *map(str, command)], cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False
    )
    assert done.returncode in (0, 1), f"{command} failed:\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
    return done


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="what is carried here is for Linux")
def test_it_is_set_up_without_a_network(tmp_path: Path) -> None:
    made = _run(["make", "vsix-offline"], ROOT, 3000)
    assert made.returncode == 0, made.stderr[-3000:]
    with zipfile.ZipFile(ROOT / "dist/burnish-offline-linux-x64.vsix") as archive:
        archive.extractall(tmp_path / "unpacked")
    extension = tmp_path / "unpacked" / "extension"
    notices = (extension / "THIRD-PARTY-NOTICES.md").read_text(encoding="utf-8")
    for wheel in (extension / "server/carried").glob("*.whl"):
        name, version = wheel.name.split("-")[:2]
        assert f"### {name} {version}".lower().replace("_", "-") in notices.lower().replace("_", "-"), wheel.name

    program = tmp_path / "offline.cjs"
    bundler = ROOT / "vscode-client/node_modules/.bin/esbuild"
    options = ["--bundle", "--platform=node", "--format=cjs", "--log-level=warning"]
    _run([bundler, HERE / "offline.ts", *options, f"--outfile={program}"], ROOT, 60)
    folder = tmp_path / "séjour here" / "server"
    told = _run([*_cut_off(), "node", program, extension, folder, sys.executable], tmp_path, 900)
    assert told.returncode == 0, told.stderr[-6000:]
    environment = json.loads(told.stdout)
    assert environment["runsModels"] is True
    assert environment["again"] == {"python": environment["python"], "runsModels": True}
    print(f"server: {environment['server']} s, model: {environment['model']} s")

    project = tmp_path / "project"
    project.mkdir()
    (project / "names.py").write_text(LOOP)
    server = [*_cut_off(), environment["python"], "-I", "-X", "utf8", "-m", "burnish"]
    doctor = _run([*server, "doctor"], project, 300).stdout
    assert "Model: burnish-small: " in doctor, doctor
    assert "ok  Sandbox monty" in doctor, doctor
    assert "ok  Sandbox v8" in doctor, doctor
    _run([*server, "fix", "names.py"], project, 300)
    assert "return [user.name for user in users]" in (project / "names.py").read_text()
