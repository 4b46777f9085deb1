"""Writes the licences of what the extension holds of others.

Without an argument: the packages that are bundled with the client, and the wheels under `build/own`, into THIRD-PARTY-NOTICES.md;
with `--check` it says whether that is stale. With folders of wheels: prints the notices of those, for what an offline build carries.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import HeaderParser
from pathlib import Path

ROOT = Path(__file__).parent.parent
CLIENT = ROOT / "vscode-client"
NOTICES = CLIENT / "THIRD-PARTY-NOTICES.md"
LICENCE_FILE = re.compile(r"(?i)^(licen[cs]e|copying|notice|authors)")


def main(arguments: list[str]) -> int:
    folders = [Path(one) for one in arguments if not one.startswith("--")]
    if folders:
        print(
            "\n".join(_notice(*one) for one in of_wheels(path for folder in folders for path in folder.glob("*.whl")))
        )
        return 0
    text = NOTICES.read_text(encoding="utf-8")
    bundled = [*of_bundle(), *of_wheels((ROOT / "build" / "own").glob("*.whl"))]
    marks = re.compile(r"(<!-- packages -->\n).*(<!-- /packages -->)", re.DOTALL)
    wanted = marks.sub(lambda found: found[1] + "\n".join(_notice(*one) for one in bundled) + found[2], text)
    if "--check" in arguments:
        if wanted != text:
            print(f"{NOTICES.relative_to(ROOT)} is stale: run `make notices`", file=sys.stderr)
        return int(wanted != text)
    NOTICES.write_text(wanted, encoding="utf-8")
    return 0


def of_bundle() -> Iterator[tuple[str, str, list[str]]]:
    """Name and version, licence and licence texts of every npm package that the bundler takes code from."""
    with tempfile.TemporaryDirectory() as folder:
        meta = Path(folder, "meta.json")
        for source, platform in (("src/extension.ts", "node"), ("webview/review.ts", "browser")):
            command = ["npx", "--no-install", "esbuild", source, "--bundle", f"--platform={platform}", "--format=cjs"]
            command += ["--external:vscode", "--log-level=warning", f"--metafile={meta}", f"--outfile={folder}/out.js"]
            subprocess.run(command, cwd=CLIENT, check=True)
            inputs = json.loads(meta.read_text(encoding="utf-8"))["inputs"]
            yield from _npm(sorted({found[0] for name in inputs if (found := re.match(NPM_FOLDER, name))}))


def of_wheels(paths: Iterable[Path]) -> Iterator[tuple[str, str, list[str]]]:
    """The same of every package among wheels, each once."""
    seen: set[str] = set()
    for path in sorted(paths):
        name = " ".join(path.name.split("-")[:2])
        if name in seen:
            continue
        seen.add(name)
        with zipfile.ZipFile(path) as wheel:
            inside = wheel.namelist()
            about = next(one for one in inside if one.endswith(".dist-info/METADATA"))
            metadata = HeaderParser().parsestr(wheel.read(about).decode("utf-8"))
            files = [one for one in inside if ".dist-info/" in one and LICENCE_FILE.match(Path(one).name)]
            texts = [wheel.read(one).decode("utf-8", "replace") for one in files]
        classified = [one.split(" :: ")[-1] for one in metadata.get_all("Classifier", []) if one.startswith("License")]
        licence = metadata["License-Expression"] or ", ".join(classified) or metadata["License"] or "see below"
        yield f"{metadata['Name']} {metadata['Version']}", licence.split("\n")[0], texts


NPM_FOLDER = r"node_modules/(?:@[^/]+/)?[^/]+(?:/node_modules/(?:@[^/]+/)?[^/]+)*"


def _npm(folders: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    for folder in folders:
        place = CLIENT / folder
        about = json.loads((place / "package.json").read_text(encoding="utf-8"))
        texts = [
            one.read_text(encoding="utf-8")
            for one in sorted(place.iterdir())
            if one.is_file() and LICENCE_FILE.match(one.name)
        ]
        yield f"{about['name']} {about['version']}", about.get("license", "see below"), texts


def _notice(name: str, licence: str, texts: list[str]) -> str:
    fenced = "".join(f"\n````text\n{text.strip()}\n````\n" for text in dict.fromkeys(texts))
    return f"### {name}\n\nLicence: {licence}\n{fenced}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
