"""Whether two versions of functions do the same: the question answered, one verdict for each function."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic, perf_counter
from types import ModuleType

from burnish.behaviour import difference, speed
from burnish.behaviour.edge_cases import Hints, hints
from burnish.behaviour.inputs import Row, Signature, doubtful, merged, told
from burnish.behaviour.pair import LOST, Observed, OutOfTime, Pair
from burnish.behaviour.program import Program, Unrunnable
from burnish.behaviour.search import Lesson, Search, numbers_are_big
from burnish.behaviour.shrink import smallest
from burnish.behaviour.verdict import Counterexample, Question, Verdict
from burnish.sandbox import Lost, Overrun, Sandbox, Unsupported
from burnish.text import words

Sandboxes = Callable[[str, bool], Sequence[Sandbox]]

COVERAGE = 0.8
"""The share of the branches of each version that must be taken before "no difference" means "proven"."""

TELLING = 20
"""How many inputs must have told something, where there are so many."""

ENOUGH = 100
"""Inputs without a difference after which no more are tried, once every branch was taken."""

MOST = 400
"""Inputs that are tried at most."""

PATIENCE = 140
"""Inputs in a row that reach nothing new, after which no more are tried."""

MOST_STEPS = 600_000
"""Of both versions together: a measure of time that is the same on every machine."""

LATE_SECONDS = 0.2
"""For an input with big numbers."""

FIRST_BATCH = 24
"""It is small, because most differences show in it."""

BATCH = 48

_STRANGE = words("AttributeError NameError NotImplementedError ImportError ModuleNotFoundError TypeError RuntimeError")
"""What a sandbox that lacks something may answer with."""


def compare(question: Question, sandboxes: Sandboxes) -> tuple[Verdict, ...]:
    """One verdict for each function that was asked for, or that differs. Never raises for what it runs."""
    kit = _kit(question.language)
    deadline = monotonic() + question.seconds
    before, after = (kit.functions(text) for text in (question.before, question.after))
    names = question.functions
    if names is None:
        names = tuple(name for name, text in before.items() if name in after and after[name] != text)
    usable = tuple(sandboxes(question.language, question.natively))
    verdicts = []
    for name in names:
        started = perf_counter()
        missing = next((when for when, texts in (("before", before), ("after", after)) if name not in texts), "")
        if missing:
            verdict = _unproven(name, f"there is no such function {missing} the change", "missing")
        elif not usable:
            verdict = _unproven(name, "no sandbox is installed for this language", "no sandbox")
        else:
            verdict = _compared(question, kit, name, (before[name], after[name]), usable, deadline)
        verdicts.append(replace(verdict, seconds=round(perf_counter() - started, 4)))
    return tuple(verdicts)


@dataclass(frozen=True, slots=True)
class _Kit:
    """What a language's package offers, with the language given."""

    module: ModuleType
    language: str
    javascript: bool

    def functions(self, text: str) -> Mapping[str, str]:
        found: Mapping[str, str] = (
            self.module.functions(text, self.language) if self.javascript else self.module.functions(text)
        )
        return found

    def programs(self, question: Question, name: str) -> tuple[Program, Program]:
        given = (question.before, question.after, name, question.others)
        pair: tuple[Program, Program] = (
            self.module.programs(*given, self.language)
            if self.javascript
            else self.module.programs(*given, question.timed)
        )
        return pair

    def together(self, question: Question, name: str) -> str:
        """Why what was seen says nothing of the method alone; empty where it does."""
        given = (question.before, question.after, name)
        reason: str = self.module.together(*given, self.language) if self.javascript else self.module.together(*given)
        return reason


@dataclass(frozen=True, slots=True)
class _Case:
    """One function of a question, ready to run."""

    question: Question
    kit: _Kit
    name: str
    programs: tuple[Program, Program]
    signature: Signature
    unfit: frozenset[str]
    deadline: float

    def pair(self, sandbox: Sandbox, together: bool = False) -> Pair:
        cases = self.kit.module.cases
        return Pair(*self.programs, sandbox, self.signature, cases, self.deadline, together)

    def hints(self, plain: bool) -> Hints:
        constants = (constant for program in self.programs for constant in program.constants)
        return hints(constants, plain, self.kit.javascript)


def _kit(language: str) -> _Kit:
    if language == "python":
        from burnish.behaviour import python

        return _Kit(python, language, False)
    from burnish.behaviour import javascript

    return _Kit(javascript, language, True)


def _unproven(name: str, reason: str, kind: str) -> Verdict:
    return Verdict(name, "unproven", reason=reason, kind=kind)


def _compared(
    question: Question, kit: _Kit, name: str, texts: tuple[str, str], usable: Sequence[Sandbox], deadline: float
) -> Verdict:
    try:
        programs = kit.programs(question, name)
        signature = merged(programs[0].parameters, programs[1].parameters, kit.javascript)
    except Unrunnable as error:
        return _unproven(name, str(error), error.kind)
    # Where the code itself speaks of an exception, it is part of its behaviour.
    unfit = frozenset(one for one in difference.UNFIT[kit.javascript] if not any(one in text for text in texts))
    case = _Case(question, kit, name, programs, signature, unfit, deadline)
    plain = all(program.plain for program in programs)
    able = [sandbox for sandbox in usable if plain or sandbox.name != "monty"]
    verdict = _unproven(name, "no sandbox that is installed can run it", "no sandbox")
    for place, sandbox in enumerate(able):
        try:
            verdict = _judged(case, sandbox, able[place + 1 :])
        except (Unsupported, Lost) as error:
            verdict = _unproven(name, str(error), "unsupported" if isinstance(error, Unsupported) else "lost")
        except RuntimeError as error:
            verdict = _unproven(name, f"it cannot be loaded: {error}", "loading")
        except Overrun as error:
            verdict = _unproven(name, str(error) or "it needs too much time or memory", "time")
        except OutOfTime:
            return _unproven(name, "its time was up", "time")
        if verdict.verdict != "unproven" or verdict.kind in ("nondeterministic", "signature"):
            break
    if verdict.verdict == "refuted" and (reason := kit.together(question, name)):
        return _unproven(name, reason, "together")
    return verdict


@dataclass(slots=True)
class _Tally:
    """What the rows so far showed."""

    rows: int = 0
    telling: int = 0
    strange: int = 0
    steps: int = 0
    stale: int = 0
    taken: tuple[set[int], set[int]] = field(default_factory=lambda: (set(), set()))
    """The branches taken in each version."""


def _judged(case: _Case, sandbox: Sandbox, others: Sequence[Sandbox]) -> Verdict:
    """The verdict of one sandbox. Raises what Pair raises."""
    plain = sandbox.name == "monty"
    before, after = case.programs
    outside = bool(before.outside or after.outside)
    samples = list(dict.fromkeys((*before.samples, *after.samples)))
    seed = int.from_bytes(hashlib.blake2b("\0".join((before.text, after.text)).encode(), digest_size=4).digest(), "big")
    search = Search(case.signature, case.hints(plain), samples, outside, seed)
    if search.impossible is not None:
        raise Unsupported(f"{sandbox.name} has nothing that could be {search.impossible}")
    tally = _Tally()
    with case.pair(sandbox) as pair:
        while rows := search.batch(_next(case, tally)):
            for row, seen in zip(rows, pair.run(rows), strict=True):
                if row in search.wild and not _fresh(seen, tally):
                    tally.rows += 1
                    continue
                if _differ(case, row, seen) is not None:
                    return _refuted(case, sandbox, others, pair, row, seen, tally)
                search.learn(row, _counted(case, row, seen, tally))
            if _done(case, tally):
                break
            if others and tally.rows <= FIRST_BATCH and tally.strange * 2 > tally.rows:
                raise Unsupported(f"{sandbox.name} seems to lack something that it uses")
        exhausted = not rows
        for row in search.late() if pair.quick else ():
            try:
                seen = pair.run([row], LATE_SECONDS)[0]
            except Overrun:
                break
            if _differ(case, row, seen) is not None:
                return _refuted(case, sandbox, others, pair, row, seen, tally)
            _counted(case, row, seen, tally)
            if seen[0].steps >= LOST.steps:
                break
        verdict = _unrefuted(case, sandbox, tally, exhausted)
        if case.question.timed and verdict.verdict == "proven":
            verdict = replace(verdict, speedup=_speedup(case, sandbox, others, pair, search.typical()))
        return verdict


def _speedup(case: _Case, sandbox: Sandbox, others: Sequence[Sandbox], pair: Pair, typical: Row | None) -> float | None:
    """Measured where the language's own interpreter runs: what is fast in Monty may be slow in CPython."""
    timing = case.kit.module.timing
    own = [other for other in others if other.name != "monty"]
    if not pair.apart and (sandbox.name != "monty" or not own):
        return speed.speedup(pair, case.signature, timing, typical)
    try:
        # One of two processes may be faster than the other: its code has been compiled better by now.
        with case.pair(sandbox if pair.apart else own[0], together=True) as other:
            return speed.speedup(other, case.signature, timing, typical)
    except (Unsupported, Lost, Overrun, RuntimeError, OutOfTime):
        return None


def _counted(case: _Case, row: Row, seen: Observed, tally: _Tally) -> Lesson:
    before, after = seen
    fresh = _fresh(seen, tally)
    endless = difference.exhausted(before) or difference.exhausted(after)
    mute = difference.silent(before, after, case.unfit, False, False)
    both_raised = before.ending == "raised" and after.ending == "raised"
    telling = not mute and not endless and (fresh or not both_raised or bool(before.trace or before.output))
    tally.taken[0].update(before.branches)
    tally.taken[1].update(after.branches)
    tally.rows += 1
    tally.telling += telling
    tally.strange += both_raised and {before.exception, after.exception} <= _STRANGE
    tally.steps += before.steps + after.steps if before.steps < LOST.steps else 20_000
    tally.stale = 0 if fresh else tally.stale + 1
    return Lesson(fresh, telling, min(_shares(case, tally)) >= 1.0, len(before.branches) + len(after.branches))


def _fresh(seen: Observed, tally: _Tally) -> bool:
    return bool(seen[0].branches - tally.taken[0] or seen[1].branches - tally.taken[1])


def _shares(case: _Case, tally: _Tally) -> tuple[float, float]:
    first, second = (
        len(taken) / program.branches if program.branches else 1.0
        for taken, program in zip(tally.taken, case.programs, strict=True)
    )
    return first, second


def _done(case: _Case, tally: _Tally) -> bool:
    if tally.rows >= MOST or tally.steps >= MOST_STEPS:
        return True
    complete = min(_shares(case, tally)) >= 1.0
    return tally.telling >= ENOUGH and (complete or tally.stale >= PATIENCE)


def _next(case: _Case, tally: _Tally) -> int:
    """How many rows to run at once: no more than are needed where every branch was taken."""
    if not tally.rows:
        return FIRST_BATCH
    if min(_shares(case, tally)) < 1.0 or not tally.telling:
        return BATCH
    # About as many of them will tell something as of those before.
    lacking = (ENOUGH - tally.telling) * tally.rows // tally.telling
    return min(BATCH, max(lacking + 1, 8))


def _branches(case: _Case, tally: _Tally) -> tuple[int, int]:
    counts = [program.branches for program in case.programs]
    # A branch that is held to be impossible is not counted, also where it was taken.
    return sum(min(len(taken), count) for taken, count in zip(tally.taken, counts, strict=True)), sum(counts)


def _unrefuted(case: _Case, sandbox: Sandbox, tally: _Tally, exhausted: bool) -> Verdict:
    taken, all_ = _branches(case, tally)
    found = Verdict(case.name, "proven", tally.telling, (taken, all_), sandbox=sandbox.name)
    if case.signature.renamed:
        name = case.signature.renamed[0]
        return replace(
            found, verdict="unproven", reason=f"{name} has another name, by which it may be given", kind="signature"
        )
    if min(_shares(case, tally)) < COVERAGE:
        return replace(found, verdict="unproven", reason=f"reached {taken} of {all_} branches", kind="coverage")
    if tally.telling < (1 if exhausted else TELLING):
        reason = f"only {tally.telling} of {tally.rows} inputs told anything"
        return replace(found, verdict="unproven", reason=reason, kind="inputs")
    return found


def _differ(case: _Case, row: Row, seen: Observed) -> difference.Difference | None:
    found = difference.difference(*seen, case.question.allowed)
    if found is None:
        return None
    if row.world and case.question.allowed.calls:
        # What the world answers follows from what it is asked, and that may differ.
        return None
    mute = difference.silent(*seen, case.unfit, doubtful(case.signature, row), _big(case, row))
    return None if mute else found


def _big(case: _Case, row: Row) -> bool:
    return numbers_are_big(row, case.hints(plain=False))


def _refuted(
    case: _Case, sandbox: Sandbox, others: Sequence[Sandbox], pair: Pair, row: Row, seen: Observed, tally: _Tally
) -> Verdict:
    """The verdict on a difference. Raises Unsupported where another sandbox does not show it."""

    def differs(rows: Sequence[Row]) -> list[bool]:
        return [_differ(case, one, both) is not None for one, both in zip(rows, pair.run(rows), strict=True)]

    _counted(case, row, seen, tally)
    if not _steady(case, sandbox, row, seen):
        reason = "it does not do the same twice on the same input"
        return replace(_unproven(case.name, reason, "nondeterministic"), sandbox=sandbox.name)
    least = smallest(row, case.signature, differs)
    for candidate in dict.fromkeys((least, row)):
        both = pair.run([candidate])[0]
        found = _differ(case, candidate, both)
        if found is None or (sandbox.name == "monty" and others and not _confirmed(case, others, candidate)):
            continue
        counterexample = Counterexample(
            told(case.signature, candidate, case.kit.module.shown), found.before, found.after
        )
        taken = _branches(case, tally)
        inputs = max(tally.telling, 1)
        return Verdict(case.name, "refuted", inputs, taken, counterexample, str(counterexample), sandbox=sandbox.name)
    raise Unsupported(f"{sandbox.name} shows a difference that no other sandbox does")


def _steady(case: _Case, sandbox: Sandbox, row: Row, seen: Observed) -> bool:
    """Whether each version, loaded anew and alone, does again what it did."""
    with case.pair(sandbox) as fresh:
        again = fresh.run([row])[0]
    return [difference.fingerprint(one) for one in again] == [difference.fingerprint(one) for one in seen]


def _confirmed(case: _Case, others: Sequence[Sandbox], row: Row) -> bool:
    """Whether another sandbox shows the difference, too. Monty is close to CPython, but is not CPython."""
    for sandbox in others:
        try:
            with case.pair(sandbox) as pair:
                return _differ(case, row, pair.run([row])[0]) is not None
        except (Unsupported, Lost, RuntimeError):
            continue
    return True
