"""One plan brought up to date in a process of its own: what goes in and what comes out are texts and small values;
and what then is to be written."""

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from api.planning_pool import How
from graph.record.plans import Change, Version, VersionLine
from ontology.refusals import Refusal
from planning import path_text, plans, replanning, stored
from planning.goals import Question
from planning.model import PathStatus
from planning.plans import Basis, Plan
from planning.relevance import Relevance
from planning.replanning import Answer, Ground

if TYPE_CHECKING:
    from datetime import datetime

    from planning.solver.index import Index


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A plan to be looked at anew: its newest version and, where another one was agreed to, that one; the question as
    it is now, and what the answer will rest on. `digest` and `number` are the edition's; `may_end`: nothing has to be
    shown, so that the plan is complete where nothing is left to close."""

    plan: Plan
    newest: Version
    agreed: Version | None
    question: Question
    basis: Basis
    digest: str
    number: int
    may_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of it: the texts of a version, and whether it is one of its own (`moved`)."""

    question: str
    path: str
    certificate: str
    basis: Basis
    moved: bool
    as_agreed: bool
    searched: bool
    status: PathStatus
    hours: float
    steps: int


_RELEVANCE: dict[int, Relevance] = {}
"""By the index's identity: a process works on one index, and keeps what it worked out."""


def work(index: "Index", job: Job, how: How) -> Done | Refusal:
    """The plan's answer of now. A failure is a refusal: one plan must not take the others with it."""
    ends = time.monotonic() + how.seconds
    try:
        return _done(index, job, how, ends)
    except Exception as error:
        return Refusal(
            code="plan.failed",
            message=f"The plan could not be brought up to date ({type(error).__name__}).",
            hint="It is tried again when the plan is read.",
        )


def _done(index: "Index", job: Job, how: How, ends: float) -> Done:
    relevance = _RELEVANCE.get(id(index))
    if relevance is None or relevance.index is not index:
        _RELEVANCE.clear()
        relevance = _RELEVANCE[id(index)] = Relevance(index)
    newest, agreed = answer_of(job.newest), None if job.agreed is None else answer_of(job.agreed)
    found = replanning.replanned(
        Ground(relevance=relevance, digest=job.digest, number=job.number, telling=False),
        job.plan,
        newest,
        job.basis,
        job.question,
        agreed=agreed,
        language=how.language,
        remaining=lambda: ends - time.monotonic(),
    )
    path, promised = found.planned.path, agreed or newest
    return Done(
        question=path_text.of_question(found.answer.question),
        path=path_text.of_path(found.answer.path),
        certificate=stored.written(found.answer.stored),
        basis=found.basis,
        moved=found.moved,
        as_agreed=replanning.same_way(
            promised.path.steps, found.answer.path.steps, job.question.state, index.catalogue
        ),
        searched=found.fate == "anew",
        status=path.status,
        hours=path.hours,
        steps=len(path.steps),
    )


def answer_of(version: Version) -> Answer:
    """What a version says."""
    return Answer(
        question=path_text.question_of(version.question),
        path=path_text.path_of(version.path),
        stored=stored.read(version.certificate),
    )


def change(job: Job, done: Done, at: "datetime") -> Change:
    """A plan with what came of it: complete where nothing is left to close, and nothing to show."""
    plan = job.plan
    basis = replace(done.basis, about=job.basis.about, seen=job.basis.seen)
    after = replace(plan, basis=basis, version=plan.version + done.moved)
    if plan.agreed is not None and done.as_agreed:
        after = replace(after, agreed=after.version)
    if job.may_end and done.status == "nothing_to_do":
        after = plans.after(after, "complete", by="worker", at=at)
    why = plans.differences(plan.basis, job.basis)
    line = job.newest.line
    if done.moved:
        line = VersionLine(
            number=after.version,
            at=at,
            edition=done.basis.edition,
            digest=done.basis.digest,
            hours=done.hours,
            steps=done.steps,
            why=why,
        )
    return Change(
        plan, after, Version(line=line, question=done.question, path=done.path, certificate=done.certificate)
    )
