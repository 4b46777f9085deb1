"""Git, asked so that nothing which a repository's own settings name is ever run, and nothing is fetched.

A repository can be somebody else's, its `.git/config` too (an unpacked archive, a folder on a shared disk). Settings that
name programs are therefore switched off by name before git is asked for anything, and no protocol is allowed.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from burnish.child import NO_WINDOW

MAX_WAIT = 60.0
"""Seconds that one call of git may take."""

MOST_PROGRAMS = 500
"""Settings that name programs; a repository with more of them is not read."""


class GitError(Exception):
    """Why git could not tell, in one sentence for people."""


_PROGRAMS = re.compile(
    r"""
      filter\..*\.(?:clean|smudge|process)
    | diff\.(?:external|.*\.(?:command|textconv))
    | merge\..*\.driver
    | alias\..* | pager\..* | credential\..*helper | credential\.helper | trailer\..*\.(?:command|cmd)
    | gpg\.(?:program|.*\.program|.*\.defaultkeycommand)
    | core\.(?:fsmonitor|sshcommand|askpass|editor|pager|alternaterefscommand)
    | sequence\.editor | interactive\.difffilter | gc\.recentobjectshook
    | .*\.(?:cmd|command|program|driver|textconv|helper)
    """,
    re.VERBOSE | re.DOTALL,
)
"""Settings whose value git may run, by their full names in lower case where git ignores case."""

_ALWAYS = {
    "core.fsmonitor": "",
    "core.hooksPath": os.devnull,
    "core.untrackedCache": "false",
    "core.quotePath": "false",
    "credential.helper": "",
    "commit.gpgSign": "false",
    "tag.gpgSign": "false",
    "log.showSignature": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    # A bare repository within a work tree is a way to bring settings along in a clone.
    "safe.bareRepository": "explicit",
}

_COMPARING = frozenset({"diff", "diff-files", "diff-index", "diff-tree", "log", "show", "format-patch", "whatchanged"})
"""Commands that take options against programs for comparing, since some of those cannot be named away."""

_KEPT = frozenset(
    {
        "GIT_AUTHOR_DATE", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_NAME", "GIT_CEILING_DIRECTORIES", "GIT_COMMITTER_DATE",
        "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_NAME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH",
    }
)  # fmt: skip
"""Git's variables that say who the user is and where git lies. The others, which a hook has, speak of another repository
than that of the folder, or name programs."""

_MISSING = re.compile(
    r"lazy fetch|promisor|unable to read|could not get object info|not a valid object name|bad object|bad file|"
    r"missing|not allowed|could not fetch|invalid object",
    re.IGNORECASE,
)


def git(folder: Path, *arguments: str, given: bytes = b"", seconds: float = MAX_WAIT) -> bytes:
    """What git prints, asked in a folder (of a work tree, or a bare repository itself). Raises GitError.

    `arguments` are a command with its own options; git's options before it are one word each (`--literal-pathspecs`).

    No program that the repository's settings name is run: filters, hooks, drivers, helpers, signing. Nothing is fetched.
    """
    options, command = _parted(folder, arguments)
    settings = _settings(folder, options, seconds)
    if command[0] in _COMPARING:
        command = [command[0], "--no-ext-diff", "--no-textconv", *command[1:]]
    done = _ran(folder, options, command, _switched_off(folder, settings), given, seconds)
    if done.returncode != 0:
        raise GitError(_sentence(folder, done, partial=_is_partial(settings)))
    return done.stdout


def repository_of(folder: Path) -> Path:
    """The root of the work tree that a folder lies in. Raises GitError."""
    root = Path(os.fsdecode(git(folder, "rev-parse", "--show-toplevel").rstrip(b"\r\n")))
    here = folder.resolve()
    # `core.worktree` can name any folder: then the files that git speaks of are not those that lie here.
    if not os.path.lexists(root / ".git") or not any(_same(root, one) for one in (here, *here.parents)):
        raise GitError(f"the git repository at {folder} says that its files lie elsewhere, in {root}")
    return root


def is_partial(folder: Path) -> bool:
    """Whether the repository was cloned without some of its objects, so that some may be missing. Raises GitError."""
    return _is_partial(_settings(folder, [], MAX_WAIT))


def filters_of(folder: Path, paths: Sequence[Path]) -> dict[Path, str]:
    """The files whose content git would pass through a program before it is committed, with the filter's name.

    Such programs (git-lfs, git-crypt) are not run here, so these files must not be committed by us. Raises GitError.
    """
    named = b"".join(os.fsencode(path) + b"\0" for path in paths)
    words = os.fsdecode(git(folder, "check-attr", "--stdin", "-z", "filter", given=named)).split("\0")
    settings = _settings(folder, [], MAX_WAIT)
    return {
        path: name
        for path, name in zip(paths, words[2::3], strict=False)
        if any(settings.get(f"filter.{name}.{kind}") for kind in ("clean", "process"))
    }


def program() -> str | None:
    """Where git lies: only folders that PATH names in full are searched, never the present one, as Windows would."""
    name = "git.exe" if os.name == "nt" else "git"
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        path = Path(folder, name)
        if Path(folder).is_absolute() and path.is_file() and os.access(path, os.X_OK):
            return str(path)
    return None


def _parted(folder: Path, arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The options that stand before the command, and the command."""
    at = next(number for number, one in enumerate(arguments) if not one.startswith("-"))
    options = list(arguments[:at])
    named = any(one.startswith("--git-dir=") for one in options)
    if not named and (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir():
        options.append("--git-dir=.")
    return options, list(arguments[at:])


def _settings(folder: Path, options: Sequence[str], seconds: float) -> dict[str, str]:
    """All settings that hold in a folder, whoever made them; reading them runs nothing."""
    done = _ran(folder, options, ["config", "--list", "-z"], {}, b"", seconds)
    if done.returncode != 0:
        raise GitError(_sentence(folder, done))
    found = (one.partition("\n") for one in done.stdout.decode("utf-8", "surrogateescape").split("\0") if one)
    return {key: value for key, _, value in found}


def _switched_off(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Other values for the settings that name programs. Raises GitError where this git cannot be told."""
    named = {key: "" for key in settings if _PROGRAMS.fullmatch(key)}
    named |= {key: "false" for key in settings if key.startswith("filter.") and key.endswith(".required")}
    if len(named) > MOST_PROGRAMS:
        raise GitError(f"the settings of the git repository at {folder} name more than {MOST_PROGRAMS} programs")
    if any("=" in key for key in named) and _version(folder) < (2, 31):
        raise GitError(f"this git is too old to read the repository at {folder} safely: it takes 2.31 or newer")
    return named


def _version(folder: Path) -> tuple[int, int]:
    said = _ran(folder, [], ["version"], {}, b"", MAX_WAIT).stdout
    found = re.search(rb"(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _ran(
    folder: Path,
    options: Sequence[str],
    command: Sequence[str],
    settings: Mapping[str, str],
    given: bytes,
    seconds: float,
) -> subprocess.CompletedProcess[bytes]:
    path = program()
    if path is None:
        raise GitError("git is not installed")
    every = [*_ALWAYS.items(), *settings.items()]
    # Git before 2.31 knows nothing of the variables, and `-c` takes no name with a "=" in it.
    spoken = [word for key, value in every if "=" not in key for word in ("-c", f"{key}={value}")]
    try:
        return subprocess.run(
            [path, "--no-pager", *spoken, *options, *command],
            cwd=folder,
            env=_environment(every),
            input=given,
            capture_output=True,
            timeout=seconds,
            check=False,
            creationflags=NO_WINDOW,
        )
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git {command[0]} did not answer in {seconds:.0f} s") from error
    except ValueError as error:
        raise GitError("git takes no text with a null byte in it") from error
    except OSError as error:
        raise GitError(f"git cannot be run in {folder}: {error.strerror or error}") from error


def _environment(settings: Sequence[tuple[str, str]]) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key in _KEPT}
    numbered = {f"GIT_CONFIG_KEY_{number}": key for number, (key, _) in enumerate(settings)}
    numbered |= {f"GIT_CONFIG_VALUE_{number}": value for number, (_, value) in enumerate(settings)}
    return {
        **kept,
        **numbered,
        "GIT_CONFIG_COUNT": str(len(settings)),
        "GIT_NO_LAZY_FETCH": "1",
        # A list of the protocols that are allowed; nobody can have made a program for a name that is made here.
        "GIT_ALLOW_PROTOCOL": f"none-{secrets.token_hex(8)}",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_EDITOR": ":",
        "GIT_ASKPASS": "",
        "LC_ALL": "C",
    }


def _is_partial(settings: Mapping[str, str]) -> bool:
    return any(
        key == "extensions.partialclone" or (key.startswith("remote.") and key.endswith(".promisor"))
        for key in settings
    )


def _sentence(folder: Path, done: subprocess.CompletedProcess[bytes], *, partial: bool = False) -> str:
    said = list(_lines(done.stderr))
    if partial and any(_MISSING.search(line) for line in said):
        return f"the clone at {folder} is partial and lacks what was asked for; Burnish fetches nothing, git must first"
    message = next((line for line in said if line.startswith(("fatal:", "error:"))), said[0] if said else "")
    message = message.removeprefix("fatal: ").removeprefix("error: ") or f"exit status {done.returncode}"
    if message.startswith("not a git repository: "):
        return f"{folder} belongs to a git repository that is not there: {message.partition(': ')[2]}"
    if "not a git repository" in message:
        return f"{folder} is not in a git repository"
    if "dubious ownership" in message or "unsafe repository" in message:
        return (
            f"git does not read the repository at {folder}, since it belongs to another user (see its safe.directory)"
        )
    if "must be run in a work tree" in message or "safe.bareRepository" in message:
        return f"{folder} is in a git repository without files (a bare one)"
    return f"git says: {message}"


def _lines(said: bytes) -> Iterator[str]:
    for line in said.decode("utf-8", "replace").splitlines():
        if line.strip():
            yield line.strip()


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
