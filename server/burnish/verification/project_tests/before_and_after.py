"""A project's own tests before and after a rewrite: which reach it, and which of them fail that passed before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Generic, TypeVar

from burnish.enhancement import Check, Outcome
from burnish.verification.project_tests import reach_map
from burnish.verification.project_tests.functions import changed_functions
from burnish.verification.project_tests.reach_map import ReachMap, digest_of, loads, reaches
from burnish.verification.project_tests.run import run
from burnish.verification.project_tests.runs import Ran, Run
from burnish.verification.project_tests.scratch import Listing, copied, listing
from burnish.verification.project_tests.suites import Suite, suite_of
from burnish.verification.rewrite import Rewrite

MAP_SECONDS = 60.0
"""What one check may spend to see which tests reach what; a large suite is seen in several."""

RUN_SECONDS = 60.0
"""After which a run of the chosen tests is ended."""

CHOSEN_SECONDS = 15.0
MOST_TESTS = 400
"""What the chosen tests may take together, as last seen, and how many they may be; the quickest are chosen."""

_ASKED_AGAIN = 5
"""Of the tests that fail after the change so many are run again."""

_LEAST_SECONDS = 5.0
_SLOWER = 5.0
"""How long the tests may take after the change: so many times as long as before it, and no less than so many seconds."""

_REMEMBERED = 64
"""Answers, and runs before a change: several rewrites of one place, or a hover and the menu after it, ask for the same. None
holds when any file of the project was written to."""


class Cancelled(Exception):
    """Nobody waits for the answer any more."""


def answer(rewrite: Rewrite) -> Check:
    """What the tests that reach a rewrite say of it. Raises OSError when they cannot be run, Cancelled."""
    place = _place_of(rewrite)
    if isinstance(place, str):
        return not_run(place)
    question = (place.what.state, place.path, rewrite.before.source, rewrite.after.source)
    return _answers.get(question) or _answers.keep(question, _asked(place))


def not_run(reason: str) -> Check:
    """Why the tests say nothing."""
    return Check("tests", Outcome.NOT_RUN, reason)


Value = TypeVar("Value")


class _Memory(Generic[Value]):
    """The latest values by their question."""

    def __init__(self) -> None:
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, question: Hashable) -> Value | None:
        return self._values.get(question)

    def keep(self, question: Hashable, value: Value) -> Value:
        self._values[question] = value
        while len(self._values) > _REMEMBERED:
            self._values.popitem(last=False)
        return value


_never_ran: dict[tuple[Path, str], dict[tuple[str, str], str]] = {}
_answers: _Memory[Check] = _Memory()
_runs_before: _Memory[Run] = _Memory()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a rewrite is in the copies of its project: the file, relative to the root, and the functions it changes.

    None for the functions: what changes is code outside of them, and all that uses the file is concerned.
    """

    what: Listing
    suite: Suite
    path: str
    functions: frozenset[str] | None
    rewrite: Rewrite

    def run(self, after: bool, tests: Sequence[Ran], seconds: float) -> Run:
        """Runs some tests in a new copy, before or after the rewrite."""
        files = tuple(dict.fromkeys(one.file for one in tests))
        return self._run(after, files, frozenset(one.test for one in tests), seconds)

    def see(self, files: Sequence[str], seconds: float) -> Run:
        """Runs all tests of some files, before the rewrite."""
        return self._run(False, files, None, seconds)

    def _run(self, after: bool, files: Sequence[str], only: frozenset[str] | None, seconds: float) -> Run:
        source = (self.rewrite.after if after else self.rewrite.before).source
        with copied(self.what, {self.path: source}) as copy:
            done = run(self.suite, copy, files, seconds, only=only, cancelled=self.rewrite.cancelled)
        if done.end == "cancelled":
            raise Cancelled
        return done


def _asked(place: _Place) -> Check:
    digests = {file: digest_of((place.what.root / file).read_bytes()) for file in place.suite.files}
    known = reach_map.load(place.what.root, place.suite).only(digests)
    seen, unseen = _seen(place, known, digests)
    if seen is not known:
        reach_map.save(place.what.root, place.suite, seen)
    candidates = seen.reaching(place.path, place.functions)
    code = digest_of(place.rewrite.before.source)
    if not candidates and place.functions is not None and seen.code.get(place.path) != code:
        # The function may be new, or newly called: whatever uses the file could reach it by now.
        candidates = tuple(one for one in seen.reaching(place.path, None) if loads(one, place.path))
    if not candidates:
        return not_run(_why_none_reaches(place, digests, unseen))
    chosen = _quickest(candidates, seen if place.suite.whole_files else None)
    chosen_names = frozenset(one.test for one in chosen)
    question = (place.what.state, place.path, place.rewrite.before.source, chosen_names)
    before = _runs_before.get(question)
    if before is None:
        before = _runs_before.keep(question, place.run(False, chosen, RUN_SECONDS))
        known = seen.after(before, digests)
        reach_map.save(place.what.root, place.suite, known.up_to_date(place.path, code))
    if before.end == "timed out":
        return not_run(f"the tests took longer than {RUN_SECONDS:.0f} s")
    passing = tuple(
        one
        for one in before.tests.values()
        if one.outcome == "passed" and reaches(one.reached, place.path, place.functions)
    )
    if not passing:
        return not_run(_why_none_passes(before, place))
    after = place.run(True, passing, max(_LEAST_SECONDS, _SLOWER * before.seconds))
    suspects = failures(before, after, passing)
    if suspects:
        # Once more, by themselves: a test that fails now and then says nothing. One that fails again is enough.
        ordered = sorted(passing, key=lambda one: (one.seconds, one.test))
        asked = [one for one in ordered if one.test in suspects][:_ASKED_AGAIN]
        again = place.run(True, asked, max(_LEAST_SECONDS, _SLOWER * before.seconds))
        repeated = failures(before, again, asked)
        if repeated:
            return Check("tests", Outcome.FAILED, failure_sentence(repeated, len(suspects)))
    return Check("tests", Outcome.PASSED, _passed(len(passing), len(candidates) > len(chosen), len(suspects)))


def failures(before: Run, after: Run, passing: Sequence[Ran]) -> dict[str, str]:
    """Of tests that passed before, those that do not after, each with why.

    A test that is missing after counts where its file or the run broke; otherwise its name changed, which says nothing.
    """
    found: dict[str, str] = {}
    failed_in = {one.file: one.why for one in after.tests.values() if one.outcome == "failed"}
    for test in passing:
        now = after.tests.get(test.test)
        if now is not None:
            if now.outcome == "failed":
                found[test.test] = now.why
        elif test.file in after.broken:
            found[test.test] = after.broken[test.file]
        elif after.end == "timed out":
            if after.unfinished is not None and test.test == after.unfinished[0]:
                found[test.test] = f"it does not end within {after.seconds:.0f} s"
            elif after.unfinished is not None and after.unfinished[0] == test.file:
                found[test.test] = f"its file does not end within {after.seconds:.0f} s"
        elif after.end == "died":
            found[test.test] = after.said or "the process died"
        elif test.file in failed_in:
            found[test.test] = failed_in[test.file]
    return found


def failure_sentence(failed: Mapping[str, str], count: int) -> str:
    """Which test fails, and its first line: "test_sums passed before and fails after: assert 3 == 4"."""
    test, why = next(iter(failed.items()))
    others = count - 1
    more = f" ({others} more {'do' if others > 1 else 'does'})" if others else ""
    return f"{test} passed before and fails after{more}: {why}"


def _place_of(rewrite: Rewrite) -> _Place | str:
    path = rewrite.before.path.resolve()
    if not path.is_file():
        return "the file is not saved in a project"
    root = rewrite.project.root
    fallback = root.resolve() if root is not None and root.resolve() in path.parents else path.parent
    what = listing(path.parent, fallback)
    if isinstance(what, str):
        return what
    relative = path.relative_to(what.root).as_posix()
    if relative not in what.files:
        return "the file is ignored by the project's repository"
    suite = suite_of(what.root, what.files, relative, rewrite.before.language.name)
    if isinstance(suite, str):
        return suite
    functions = changed_functions(rewrite.before, rewrite.after)
    return _Place(what, suite, relative, functions or None, rewrite)


def _seen(place: _Place, known: ReachMap, digests: Mapping[str, str]) -> tuple[ReachMap, int]:
    """The map with test files that were not in it, as many as there is time for, and how many are not in it yet."""
    unknown = [file for file in known.unknown(digests) if (file, digests[file]) not in _broken(place)]
    if not unknown:
        return known, 0
    ordered = sorted(unknown, key=lambda file: (not _likely(file, place.path), file))
    done = place.see(ordered, MAP_SECONDS)
    if done.end == "finished":
        # Also those of which the run said nothing: they have no tests, and are not asked again until they change.
        done = replace(done, complete=frozenset(ordered))
    elif done.unfinished is not None:
        # A file that takes most of the time, or the process down with it, would be begun again by every check.
        file = done.unfinished[1]
        rest = sum(one.seconds for one in done.tests.values() if one.file != file)
        if rest < MAP_SECONDS / 2:
            done = replace(done, complete=done.complete | {file})
    failing = _failing(done)
    now = known.after(replace(done, complete=done.complete - failing.keys()), digests)
    if len(unknown) == len(digests) and done.end == "finished":
        now = now.up_to_date(place.path, digest_of(place.rewrite.before.source))
    for file in unknown:
        if file in failing:
            _broken(place)[file, digests[file]] = f"fails before the change: {failing[file]}"
        elif file in done.broken or (done.end == "died" and not done.tests):
            why = done.broken.get(file) or done.said or "the process died"
            _broken(place)[file, digests[file]] = f"does not run: {why}"
    return now, sum((file, digests[file]) not in _broken(place) for file in now.unknown(digests))


def _failing(run_of_all: Run) -> dict[str, str]:
    """Files all of whose tests fail, with the reason of one: that is less likely the tests' fault than their surroundings'."""
    ended = [one for one in run_of_all.tests.values() if one.outcome != "skipped"]
    well = {one.file for one in ended if one.outcome == "passed"}
    return {one.file: one.why for one in ended if one.file not in well}


def _broken(place: _Place) -> dict[tuple[str, str], str]:
    """Test files, with their digests, that could not be run, and why. It may be for want of a package that is installed
    later; so they are tried again by the next process, but not by the next check."""
    return _never_ran.setdefault((place.what.root, place.suite.framework), {})


def _likely(test_file: str, path: str) -> bool:
    """Whether a test file goes by the name of the changed file: it is seen first."""
    return Path(path).stem.strip("_").lower() in Path(test_file).name.lower()


def _why_none_reaches(place: _Place, digests: Mapping[str, str], unseen: int) -> str:
    if unseen:
        total = len(digests)
        return (
            f"which tests reach it is not known yet: {total - unseen} of {total} test files were run to see; "
            "the next check goes on with it"
        )
    broken = {file: why for (file, digest), why in _broken(place).items() if digests.get(file) == digest}
    if not broken:
        return "no test reaches it"
    file, why = next(iter(broken.items()))
    return f"{file} {why}" if len(broken) == len(digests) else f"no test reaches it, but {file} {why}"


def _quickest(candidates: Sequence[Ran], files: ReachMap | None) -> tuple[Ran, ...]:
    """As many tests as there is time for; with a map, whole files of them, each with the time that all of it takes."""
    groups: list[tuple[float, list[Ran]]] = [(one.seconds, [one]) for one in candidates]
    if files is not None:
        of_file: dict[str, list[Ran]] = {}
        for one in candidates:
            of_file.setdefault(one.file, []).append(one)
        groups = [(files.seconds_of(file), tests) for file, tests in of_file.items()]
    chosen: list[Ran] = []
    total = 0.0
    for seconds, tests in sorted(groups, key=lambda group: group[0]):
        total += seconds
        if chosen and (total > CHOSEN_SECONDS or len(chosen) + len(tests) > MOST_TESTS):
            break
        chosen += tests
    return tuple(chosen)


def _why_none_passes(before: Run, place: _Place) -> str:
    if before.end == "died" and not before.tests:
        return f"the tests do not run: {before.said or 'the process died'}"
    if before.broken:
        return f"the tests do not run: {next(iter(before.broken.values()))}"
    reaching = [one for one in before.tests.values() if reaches(one.reached, place.path, place.functions)]
    failed = next((one for one in reaching if one.outcome == "failed"), None)
    if failed is not None:
        return f"the tests that reach it fail before the change: {failed.test}: {failed.why}"
    return "no test reaches it"


def _passed(tests: int, limited: bool, flaky: int) -> str:
    those = f"{tests} test{'' if tests == 1 else 's'}"
    reach = "reaches" if tests == 1 else "reach"
    verb = "passes" if tests == 1 else "pass"
    which = "the quickest of those that" if limited else "that"
    unsteady = f"; {flaky} of them failed at first and passed when run again" if flaky else ""
    return f"{those} {which} {reach} it {verb} before and after{unsteady}"
