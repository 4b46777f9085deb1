"""The extension that carries what it installs is set up with the network cut off, and its server works, model and all."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
# A network of its own has no way out. Where one may not be made, proxies that nobody listens at do as much for pip.
NOWHERE = "http://127.0.0.1:9"

LOOP = "def names(users):\n    found = []\n    for user in users:\n        found.append(user.name)\n    return found\n"


def _cut_off() -> list[str]:
    settings = ["-u", "PIP_FIND_LINKS", "-u", "PIP_EXTRA_INDEX_URL", "PIP_CONFIG_FILE=/dev/null", "PIP_NO_CACHE_DIR=1"]
    outside = ["env", *settings]
    isolated = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") and subprocess.run([*isolated, "true"], capture_output=True).returncode == 0:
        return [*outside, *isolated]
    proxies = [f"{name}={NOWHERE}" for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")]
    return [*outside, *proxies, "NO_PROXY="]


def _run(command: list[str | Path], cwd: Path, timeout: int) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, timeout=timeout, check=False)
    assert done.returncode in (0, 1), f"{command} failed:\n{done.stdout[-3000:]}\n{done.stderr[-6000:]}"
    return done


def _build(*targets: str) -> None:
    # The user's own cache has what was fetched and compiled before.
    done = _run(["env", "-u", "MAKEFLAGS", "-u", "MAKELEVEL", "-u", "XDG_CACHE_HOME", "make", *targets], ROOT, 900)
    assert done.returncode == 0, done.stderr[-3000:]


def _unpacked(folder: Path) -> Path:
    """The extension with what it carries: the offline build if there is one, else put together for this Python alone.

    The latter carries the runtime that this environment has, packed again, for that one would compile for minutes.
    """
    carrying = ROOT / "dist/burnish-offline-linux-x64.vsix"
    _build("vsix", *(["vsix-offline"] if carrying.exists() else []))
    with zipfile.ZipFile(ROOT / "dist/burnish.vsix") as ordinary:
        files = set(ordinary.namelist())
        if not carrying.exists():
            ordinary.extractall(folder)
    extension = folder / "extension"
    if carrying.exists():
        with zipfile.ZipFile(carrying) as archive:
            assert files - set(archive.namelist()) == set()
            archive.extractall(folder)
        return extension
    tools = ROOT / "build/package-tools/bin/python"
    laid_out, packed, tagged = folder / "laid-out", folder / "packed", folder / "tagged"
    packed.mkdir()
    installed = distribution("llama-cpp-python")
    for file in installed.files or []:
        if ".." not in file.parts and "__pycache__" not in file.parts:
            (laid_out / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(installed.locate_file(file), laid_out / file)
    _run([tools, "-m", "wheel", "pack", laid_out, "--dest-dir", packed], folder, 120)
    (wheel,) = packed.glob("*.whl")
    _run([tools, ROOT / "scripts/tag_wheel.py", wheel, tagged], folder, 120)
    (runtime,) = tagged.glob("*.whl")
    carried = extension / "server/carried"
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    carry = [ROOT / "scripts/carry.py", "linux-x64", carried, "--runtime", runtime, "--python", python]
    assert _run([sys.executable, *carry], folder, 600).returncode == 0
    told = _run([sys.executable, ROOT / "scripts/notices.py", carried], folder, 60).stdout
    with (extension / "THIRD-PARTY-NOTICES.md").open("a", encoding="utf-8") as notices:
        notices.write(told)
    return extension


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="what is carried here is for Linux")
def test_it_is_set_up_without_a_network(tmp_path: Path) -> None:
    extension = _unpacked(tmp_path / "unpacked")
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
    node, pyodide = shutil.which("node"), extension / "server/pyodide"
    variables = ["env", f"BURNISH_NODE={node}", f"BURNISH_PYODIDE={pyodide}"]
    server = [*_cut_off(), *variables, environment["python"], "-I", "-X", "utf8", "-m", "burnish"]
    doctor = _run([*server, "doctor"], project, 300).stdout
    assert re.search(r"ok  Model: burnish-small: \d+ tokens in", doctor), doctor
    assert "ok  Sandbox pyodide" in doctor, doctor
    assert "ok  Sandbox monty" in doctor, doctor
    assert "ok  Sandbox v8" in doctor, doctor
    _run([*server, "fix", "names.py"], project, 300)
    assert "found = [user.name for user in users]" in (project / "names.py").read_text()
