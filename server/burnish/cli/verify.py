"""`burnish verify`: whether two versions of code do the same."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from burnish import engine
from burnish.cli.console import Format, errors, fail, print_json, progress_bar, results
from burnish.config import Role
from burnish.document import Document, Unreadable, of_bytes, read
from burnish.engine.versions import LANGUAGES, Compared, Differing, Versions, chosen, compare_versions, differing
from burnish.language import language_of
from burnish.project import Project
from burnish.project.changes import Change, Changes, changes_since
from burnish.project.git import GitError
from burnish.report.escaping import plain_text
from burnish.report.verdicts import FileCompared, print_verdicts, refuted, verdicts_json, verdicts_markdown

MOST_NAMED = 5
"""Files that are left out and named."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two versions of a file with what differs between them."""

    versions: Versions
    name: str
    """The file as reports show it."""
    was: str | None
    """As what it went before, where that differs."""
    root: Path | None
    """Where other files of the project lie."""
    different: Differing


def register(app: typer.Typer) -> None:
    app.command()(verify)


def verify(
    paths: list[Path] = typer.Argument(
        None, metavar="BEFORE AFTER | [PATH]...", help="Two versions of a file; with --against files and folders."
    ),
    against: str = typer.Option("", metavar="REF", help="Compare the working tree with this commit."),
    function: list[str] = typer.Option([], metavar="NAME", help="Only this function; may be given several times."),
    seconds: float = typer.Option(20.0, min=0.1, help="How long comparing one function may take."),
    natively: bool = typer.Option(
        False,
        "--natively",
        help="Run what no sandbox can run in Python or Node themselves, with limits. Only for code that you trust.",
    ),
    output: Format = typer.Option(Format.TEXT, "--format", help="How to print the verdicts."),
) -> None:
    """Run both versions of every function that differs, in a sandbox, on many inputs.

    A function is *proven* when no input shows a difference and enough of it was run, *refuted* by a counterexample, else
    *unproven*. Exits with 1 when one is refuted.
    """
    pairs = _since(against, paths or []) if against else [_two_files(paths or [])]
    if function:
        _must_exist(function, pairs)
    try:
        files = list(_compared(pairs, function, seconds, natively))
    finally:
        engine.shutdown()
    if output is Format.JSON:
        print_json(verdicts_json(files))
    elif output is Format.MARKDOWN:
        typer.echo(verdicts_markdown(files), nl=False)
    elif files:
        print_verdicts(results, files, several=bool(against))
    else:
        results.print("No function differs.")
    raise typer.Exit(1 if refuted(files) else 0)


def _two_files(paths: Sequence[Path]) -> _Pair:
    if len(paths) != 2:
        fail("give two versions of a file, BEFORE and AFTER, or a commit with --against")
    for path in paths:
        if not path.exists():
            fail(f"{path} does not exist")
        if language_of(path) is None or path.is_dir():
            fail(f"{path} is no file in a language that Burnish knows")
    before, after = (_readable(read(path)) for path in paths)
    versions = Versions(paths[1], before, after)
    if versions.language not in LANGUAGES:
        fail(f"the functions of {paths[1]} cannot be run: Burnish runs Python, JavaScript and TypeScript")
    return _Pair(versions, str(paths[1]), None, paths[1].absolute().parent, differing(versions))


def _readable(document: Document | Unreadable) -> Document:
    return fail(f"{document.path}: {document.reason}") if isinstance(document, Unreadable) else document


def _since(reference: str, paths: Sequence[Path]) -> list[_Pair]:
    """The files that differ from a commit, as far as they hold functions that can be run."""
    try:
        changes = changes_since(reference, paths)
        pairs: list[_Pair] = []
        left_out: list[str] = []
        tests: list[str] = []
        named = {path.resolve() for path in paths}
        project = Project(changes.root)
        for change in changes.changed:
            path = changes.root / change.path
            pair = _pair_of(changes, change)
            document = None if isinstance(pair, str) else pair.versions.after or pair.versions.before
            judged = project.role_by_place(path) if document is None else project.role_of(document)
            if judged.role is Role.TEST and path.resolve() not in named:
                tests.append(change.path)
            elif isinstance(pair, str):
                left_out.append(pair)
            else:
                pairs.append(pair)
    except GitError as error:
        fail(str(error))
    _note("because their functions cannot be run", left_out)
    _note("because they are tests (name them to compare them)", tests)
    _note("because git knows no earlier version of them", _runnable(changes.untracked))
    return pairs


def _pair_of(changes: Changes, change: Change) -> _Pair | str:
    """The two versions of a changed file; its path, where its functions cannot be run."""
    sides: list[Document | None] = []
    for path, read_it in ((change.before, changes.before), (change.after, changes.after)):
        language = None if path is None else language_of(Path(path))
        if path is not None and (language is None or language.name not in LANGUAGES):
            return change.path
        source = read_it(change)
        document = None if source is None or language is None else of_bytes(Path(change.path), source, language)
        if isinstance(document, Unreadable):
            return f"{change.path} ({document.reason})"
        sides.append(document)
    versions = Versions(changes.root / change.path, *sides)
    if versions.language not in LANGUAGES:
        return change.path
    was = change.before if change.renamed else None
    return _Pair(versions, change.path, was, changes.root, differing(versions))


def _runnable(paths: Sequence[str]) -> list[str]:
    return [path for path in paths if (language := language_of(Path(path))) is not None and language.name in LANGUAGES]


def _note(why: str, paths: Sequence[str]) -> None:
    """Says on standard error which files are left out."""
    if paths:
        more = f" and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else ""
        named = plain_text(", ".join(paths[:MOST_NAMED]))
        errors.print(f"Left out, {why}: {named}{more}", soft_wrap=True, markup=False, style="dim")


def _must_exist(names: Sequence[str], pairs: Sequence[_Pair]) -> None:
    known = {name for pair in pairs for name in pair.different.every}
    for name in names:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean '{close[0]}'?" if close else ""
            fail(f"there is no function '{name}' in what is compared{hint}")


def _compared(pairs: Sequence[_Pair], names: Sequence[str], seconds: float, natively: bool) -> Iterator[FileCompared]:
    """What is to be said of each file; those of which there is nothing to say are left out."""
    with progress_bar() as bar:
        task = bar.add_task("Comparing", total=sum(len(chosen(pair.different, names)) for pair in pairs))
        for pair in pairs:
            compared: list[Compared] = []
            for one in compare_versions(
                pair.versions,
                pair.different,
                names,
                root=pair.root,
                seconds=seconds,
                natively=natively,
                on_function=lambda name: bar.update(task, description=f"Comparing {name}"),
            ):
                compared.append(one)
                bar.advance(task)
            if compared:
                yield FileCompared(pair.name, tuple(compared), pair.was)
