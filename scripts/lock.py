"""Writes what the extension installs: every package with its version and the hashes of its files.

With `--check` it changes nothing and asks no index: it names what no longer fits pyproject.toml and constraints.txt, and exits
with 1. The files hold for every Python and platform that Burnish runs on; their markers say what is for which.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Environment, default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
LOCKS = ROOT / "vscode-client" / "requirements"
CONSTRAINTS = ROOT / "constraints.txt"

PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
PLATFORMS: Mapping[str, Mapping[str, str]] = {
    "linux-x64": {
        "os_name": "posix",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
    },
    "win32-x64": {
        "os_name": "nt",
        "sys_platform": "win32",
        "platform_system": "Windows",
        "platform_machine": "AMD64",
    },
    "darwin-arm64": {
        "os_name": "posix",
        "sys_platform": "darwin",
        "platform_system": "Darwin",
        "platform_machine": "arm64",
    },
}
"""The platforms as VS Code names them, and what Python says of itself there."""

BUILT_HERE = ("esprima", "llama-cpp-python")
"""Published as sources only. esprima's wheel travels with the extension; llama-cpp-python is compiled where it is to run."""

BUILDS_MODEL = ("scikit-build-core>=0.9.2", "cmake>=3.21", "ninja")
"""What llama-cpp-python is compiled with; it fetches the last two itself where nobody brings them."""

BUILDS_PACKAGES = ("hatchling>=1.27", "setuptools>=80", "wheel")
"""What the wheels of Burnish and of esprima are built with."""


@dataclass(frozen=True, slots=True)
class Pin:
    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        return str(self.requirement.specifier).removeprefix("==")

    def holds_in(self, environment: Environment) -> bool:
        return self.requirement.marker is None or self.requirement.marker.evaluate(environment)


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        wrong = list(complaints({name: (LOCKS / name).read_text(encoding="utf-8") for name in wanted()}))
        for one in wrong:
            print(f"{one}: run `make lock`", file=sys.stderr)
        return 1 if wrong else 0
    for name, requirements in wanted().items():
        _compile(LOCKS / name, requirements)
    return 0


def wanted() -> dict[str, list[str]]:
    """What each file answers for: the requirements as pyproject.toml has them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    base, extras = project["dependencies"], project["optional-dependencies"]
    return {
        "server.txt": base,
        "sandboxed.txt": [*base, *extras["sandbox"]],
        "model.txt": extras["local"],
        "model-build.txt": list(BUILDS_MODEL),
        "package-build.txt": list(BUILDS_PACKAGES),
        "server-source.txt": [one for one in base if _name(one) in BUILT_HERE],
        "model-source.txt": [one for one in extras["local"] if _name(one) in BUILT_HERE],
    }


def pins(text: str) -> list[Pin]:
    """The packages that a file holds. Raises ValueError for a line that pins nothing."""
    found = []
    for entry in re.split(r"\n(?=[^\s#])", re.sub(r"(?m)^#.*\n", "", text).strip()):
        stated = entry.replace("\\\n", " ").split(" --hash=")[0].strip()
        requirement = Requirement(stated)
        if not re.fullmatch(r"==[^*,]+", str(requirement.specifier)) or requirement.url is not None:
            raise ValueError(f"{stated} is not one version")
        found.append(Pin(requirement, tuple(re.findall(r"--hash=(sha256:[0-9a-f]{64})", entry))))
    return found


def environment(python: str, platform: str) -> Environment:
    """What markers see in a Python ("3.12") on a platform ("linux-x64")."""
    seen = default_environment() | PLATFORMS[platform]  # type: ignore[operator]
    return seen | {"python_version": python, "python_full_version": f"{python}.0", "implementation_name": "cpython"}


def complaints(texts: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the files: a sentence each."""
    held = {canonicalize_name(pin.requirement.name): pin for pin in _constraints()}
    for name, requirements in wanted().items():
        try:
            locked = pins(texts[name])
        except ValueError as error:
            yield f"{name}: {error}"
            continue
        if re.search(r"://|--(extra-)?index-url|--find-links", texts[name]):
            yield f"{name} says where packages come from, which is for whoever installs them to say"
        yield from (f"{name}: {pin.requirement} has no hashes" for pin in locked if not pin.hashes)
        for pin in locked:
            other = held.get(pin.name)
            if other is not None and pin.version != other.version and pin.holds_in(environment("3.11", "linux-x64")):
                yield f"{name} has {pin.name} {pin.version}, and constraints.txt {other.version}"
        for python in PYTHONS:
            for platform in PLATFORMS:
                seen = environment(python, platform)
                versions = {pin.name: pin.version for pin in locked if pin.holds_in(seen)}
                yield from _unmet(name, requirements, versions, seen, f"Python {python} on {platform}")


def _unmet(
    name: str, requirements: Iterable[str], versions: Mapping[str, str], seen: Environment, where: str
) -> Iterator[str]:
    for one in map(Requirement, requirements):
        own = canonicalize_name(one.name)
        if (own in BUILT_HERE and not _of_sources(name)) or (one.marker and not one.marker.evaluate(seen)):
            continue
        if own not in versions:
            yield f"{name} has no {own} for {where}"
        elif not one.specifier.contains(versions[own], prereleases=True):
            yield f"{name} has {own} {versions[own]} for {where}, and pyproject.toml asks for {one}"


def _constraints() -> list[Pin]:
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    return [Pin(Requirement(line), ()) for line in lines if line and not line.startswith("#")]


def _compile(path: Path, requirements: Iterable[str]) -> None:
    """One file, resolved for all Pythons and platforms; what it holds already stays as far as it fits."""
    with tempfile.TemporaryDirectory() as folder:
        asked, held = Path(folder, "asked.in"), Path(folder, "held.txt")
        asked.write_text("\n".join(requirements), encoding="utf-8")
        # constraints.txt speaks of the Python that develops Burnish; the oldest one needs older versions of some packages.
        held.write_text("\n".join(f"{one.requirement} ; python_full_version >= '3.11'" for one in _constraints()))
        without = [part for name in BUILT_HERE for part in ("--no-emit-package", name)]
        command = [sys.executable, "-m", "uv", "--quiet", "pip", "compile", "--universal", "--generate-hashes"]
        command += ["--python-version", PYTHONS[0], "--no-python-downloads", "--constraint", str(held)]
        command += ["--no-deps"] if _of_sources(path.name) else without
        command += ["--no-header", "--no-annotate", "--output-file", str(path), str(asked)]
        subprocess.run(command, check=True)


def _of_sources(name: str) -> bool:
    return name.endswith("-source.txt")


def _name(requirement: str) -> str:
    return canonicalize_name(Requirement(requirement).name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
