"""What `check` found before: it holds for a file as long as its text, its settings, Burnish and what was asked beside it do."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from burnish import __version__
from burnish.cli.workspace import Place
from burnish.config import Config, resource_folder
from burnish.files import read_regular
from burnish.language import languages
from burnish.model import trained_rules
from burnish.project import Project, Reason, Skipped
from burnish.project.facts import About, Question, digest
from burnish.report.checked import BadSyntax, FileChecked
from burnish.report.outcome import FoundHere, PlannedFix, RelatedHere
from burnish.store import Cache

OWN_RULES = Path(".burnish", "rules")
"""Where a project has rules of its own, below its root."""

Outcome = FileChecked | Skipped


@dataclass(frozen=True, slots=True)
class Answered:
    """The outcome for one file, with the digest of the text that it is of, and of each answer that it rests on.

    Without a text it is of the file's place, of the disk, or of chance alone: it is not kept.
    """

    outcome: Outcome
    text: bytes | None
    answers: tuple[tuple[Question, str], ...]


@dataclass
class FoundBefore:
    """What a cache has for the files of one run."""

    store: Cache
    with_fixes: bool
    fresh: dict[Path, tuple[bytes, str]] = field(default_factory=dict)
    """What is to be kept of this run: the files that were searched."""
    _settings: dict[int, tuple[Config, bytes]] = field(default_factory=dict)
    _rules: dict[Path, bytes] = field(default_factory=dict)

    def recalled(self, place: Place, source: bytes, project: Project) -> Outcome | None:
        """What was found in a text; None where that is not known, or something that it rests on is another now."""
        kept = self.store.get(self._key(place, text_digest(source)))
        if kept is None:
            return None
        try:
            answers, outcome = json.loads(kept)
            if any(project.answer(question) != said for question, said in map(_answer_of, answers)):
                return None
            return _outcome_of(place.path, outcome)
        except (LookupError, ValueError, TypeError, AttributeError):
            return None  # it was written by another Burnish, or by nobody

    def keep(self, place: Place, one: Answered) -> None:
        """Has an outcome kept once the run is over."""
        if one.text is None:
            return
        answers = [[question.what, list(map(_written, question.about)), said] for question, said in one.answers]
        written = json.dumps([answers, _outcome_json(one.outcome)])
        self.fresh[place.path] = self._key(place, one.text), written

    def close(self) -> None:
        self.store.put(dict(self.fresh.values()))
        self.store.close()

    def _key(self, place: Place, text: bytes) -> bytes:
        parts = (
            _program(),
            self._of_settings(place.config),
            self._of_rules(place.root),
            str(place.root).encode("utf-8", "surrogateescape"),
            str(place.roles_from).encode("utf-8", "surrogateescape"),
            str(place.path).encode("utf-8", "surrogateescape"),
            b"fixes" if self.with_fixes else b"",
            text,
        )
        return _joined(parts)

    def _of_settings(self, config: Config) -> bytes:
        # By identity: to compare settings costs more than to make their digest. They are kept, so that no other takes it.
        if id(config) not in self._settings:
            trained = trained_rules(config)
            self._settings[id(config)] = config, f"{digest(config)} {digest(trained)}".encode()
        return self._settings[id(config)][1]

    def _of_rules(self, root: Path) -> bytes:
        if root not in self._rules:
            self._rules[root] = _contents(root / OWN_RULES, ("",))
        return self._rules[root]


def text_digest(source: bytes) -> bytes:
    return blake2b(source, digest_size=20).digest()


@cache
def _program() -> bytes:
    """A digest of Burnish itself: its code, its rules, its grammars."""
    own = Path(__file__).resolve().parents[1]
    grammars = sorted({one.parser[0] for one in languages().values() if one.parser is not None})
    versions = (f"{name} {_version(name)}".encode() for name in ("tree_sitter", "ast_grep_py", *grammars))
    folders = (own, resource_folder("grammars"))
    return _joined(
        (__version__.encode(), *versions, *(_contents(one, (".py", ".md", ".json", ".toml")) for one in folders))
    )


def _version(module: str) -> str:
    try:
        return importlib.metadata.version(module.replace("_", "-"))
    except importlib.metadata.PackageNotFoundError:
        return ""


def _contents(folder: Path, endings: Sequence[str]) -> bytes:
    """A digest of the names and contents of all files below a folder that end so."""
    try:
        files = sorted(path for path in folder.rglob("*") if path.name.endswith(tuple(endings)) and path.is_file())
    except OSError:
        return b""
    parts: list[bytes] = []
    for path in files:
        parts.append(path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape"))
        try:
            parts.append(text_digest(read_regular(path)))
        except OSError:
            parts.append(b"")
    return _joined(parts) if parts else b""


def _joined(parts: Sequence[bytes]) -> bytes:
    whole = blake2b(digest_size=20)
    for part in parts:
        whole.update(len(part).to_bytes(8, "little"))
        whole.update(part)
    return whole.digest()


def _written(about: About) -> Any:
    return {"path": str(about)} if isinstance(about, Path) else about


def _answer_of(written: Any) -> tuple[Question, str]:
    what, about, said = written
    return Question(what, tuple(Path(one["path"]) if isinstance(one, dict) else one for one in about)), said


def _outcome_json(outcome: Outcome) -> Any:
    if isinstance(outcome, Skipped):
        return {"skipped": outcome.reason.value, "detail": outcome.detail}
    bad = outcome.bad_syntax
    return {
        "found": [
            [
                one.rule,
                one.range,
                one.message,
                one.severity,
                one.fix,
                one.line_text,
                _planned_json(one.planned),
                related,
            ]
            for one in outcome.found
            for related in ([[there.range, there.message] for there in one.related],)
        ],
        "bad": None if bad is None else [bad.line, bad.column],
    }


def _planned_json(planned: PlannedFix | None) -> Any:
    return None if planned is None else [planned.title, planned.safety, planned.replacements]


def _outcome_of(path: Path, written: Mapping[str, Any]) -> Outcome:
    if "skipped" in written:
        return Skipped(path, Reason(written["skipped"]), written["detail"])
    found = tuple(
        FoundHere(
            rule,
            path,
            place,
            message,
            severity,
            fix,
            line,
            _planned_of(planned),
            tuple(RelatedHere(*one) for one in related),
        )
        for rule, place, message, severity, fix, line, planned, related in written["found"]
    )
    bad = written["bad"]
    return FileChecked(path, found, None if bad is None else BadSyntax(path, bad[0], bad[1]))


def _planned_of(written: Any) -> PlannedFix | None:
    if written is None:
        return None
    title, safety, replacements = written
    return PlannedFix(title, safety, tuple((place, text) for place, text in replacements))
