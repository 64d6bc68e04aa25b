"""A person, as the schema shows them: who they are to the organisation, what they can do, gap and path.

Whoever is shown here may be seen by the caller: there is no way to a `Learner` but through `shown`.
"""

from datetime import date, datetime
from typing import Annotated, cast

import strawberry

from api.person import Picture
from api.schema import answers, asking, inputs, paths
from api.schema.answers import Refusal
from api.schema.consents import ConsentsOfLearner
from api.schema.context import Context, Info, Showing
from api.schema.courses import Course
from api.schema.courses import maybe as maybe_course
from api.schema.evidence import Evidence
from api.schema.naming import Names
from api.schema.paging import After, Before, Connection, First, Last, Page, paged
from api.schema.plans import PlansOfLearner
from api.schema.roles import RoleLevel
from api.schema.roles import maybe as maybe_level
from api.schema.skills import SkillEstimate, SkillResult, evidence_page
from api.schema.things import Language
from api.schema.words import SkillStatus, Viewpoint
from learners.ids import LearnerId
from learners.states import SkillEstimate as Estimate
from ontology import refusals
from ontology.ids import CompetencyId, CourseId

AsOf = Annotated[
    date | None,
    strawberry.argument(
        description="The day to look at, in UTC, to its end; today where nothing is said. What happened later does "
        "not count, and what is known today about earlier days does."
    ),
]


@strawberry.type(description="A course that was begun and not completed.")
class CourseBegun:
    course: Course
    progress: float = strawberry.field(description="The share that is done, at least 0 and below 1.")


@strawberry.type(description="A person with a record. What the caller may not see is not in it.")
class Learner(PlansOfLearner, ConsentsOfLearner):
    picture: strawberry.Private[Picture]
    context: strawberry.Private[Context]
    showing: strawberry.Private[Showing]
    id: strawberry.ID = strawberry.field(description="A pseudonym that the company's own systems give.")

    @classmethod
    def of(cls, picture: Picture, context: Context, showing: Showing) -> "Learner":
        showing.budget.spend()
        return cls(picture=picture, context=context, showing=showing, id=strawberry.ID(picture.visible.id))

    @strawberry.field(description="From where the caller looks.")
    def viewpoint(self) -> Viewpoint:
        return Viewpoint(self.picture.visible.viewpoint)

    @strawberry.field(description="The name; null where nobody said one.")
    def name(self) -> str | None:
        return self.picture.profile.name

    @strawberry.field(description="The role level of today; null where nobody said, or this edition never had it.")
    def role_level(self) -> RoleLevel | None:
        return maybe_level(self.picture.profile.role_level, self.showing)

    @strawberry.field(description="The role level to reach; null where nobody said, or this edition never had it.")
    def target(self) -> RoleLevel | None:
        return maybe_level(self.picture.profile.target, self.showing)

    @strawberry.field(description="The id of the manager of today; null where nobody said.")
    def manager(self) -> strawberry.ID | None:
        manager = self.picture.profile.manager
        return None if manager is None else strawberry.ID(manager)

    @strawberry.field(description="The team; null where nobody said.")
    def team(self) -> str | None:
        return self.picture.profile.team

    @strawberry.field(description="The day that all of this is about, in UTC, to its end.")
    def as_of(self) -> date:
        return self.picture.at.date()

    @strawberry.field(description="When something last came in that may change the answers; null where nothing did.")
    def changed_at(self) -> datetime | None:
        return self.picture.profile.changed_at

    @strawberry.field(description="What the answers rest on: day, policy, and a digest of the state.")
    def basis(self) -> answers.Basis:
        return answers.Basis.of(self.picture)

    @strawberry.field(
        description="False where the learner has withdrawn consent to inference: no skill is then inferred from what "
        "is recorded."
    )
    def inferring(self) -> bool:
        return self.picture.state.inferring

    @strawberry.field(description="What is known of the competencies that there is evidence for, by label.")
    def skills(
        self,
        info: Info,
        status: Annotated[
            list[SkillStatus] | None, strawberry.argument(description="Only those that stand so.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[SkillEstimate]:
        wanted = None if status is None else {cast("str", each.value) for each in status}
        shown = self.showing.view.thing
        rows = sorted(
            (self.showing.shown(shown[name]).text, str(name), str(fact))
            for fact, skill in self.picture.state.skills.items()
            if (wanted is None or skill.status in wanted) and (name := self.picture.name_of(fact)) in shown
        )
        return paged(
            info,
            Page(first, after, last, before),
            rows,
            key=lambda row: row,
            node=lambda row: self._skill(CompetencyId(row[1]), self.picture.state.skills[CompetencyId(row[2])]),
        )

    @strawberry.field(description="What is known of one competency; its status is UNKNOWN where nothing is.")
    def skill(self, competency: inputs.Named) -> SkillResult:
        names = Names(self.showing)
        found = names.maybe("competency", competency)
        if names.refused is not None:
            return Refusal.of(names.refused)
        name = CompetencyId(str(found))
        return self._skill(name, self.picture.skill(name))

    @strawberry.field(description="The facts that the caller may see, the newest first.")
    def evidence(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Evidence]:
        page = Page(first, after, last, before)
        return evidence_page(info, page, self.picture.evidence, self.picture, self.showing)

    @strawberry.field(description="The courses that were completed, by id. Completed does not say “can do it”.")
    def completed(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Course]:
        return self._courses(info, Page(first, after, last, before))

    @strawberry.field(description="The courses that were begun and not completed, by id.")
    def in_progress(self) -> list[CourseBegun]:
        return [
            CourseBegun(course=course, progress=share)
            for each, share in sorted(self.picture.state.in_progress.items())
            if (course := maybe_course(each, self.showing)) is not None
        ]

    @strawberry.field(
        description="What a role level needs against what the record says. What is said here comes on top of that."
    )
    def gap(
        self,
        to: inputs.OwnTo = None,
        source: inputs.From = None,
        have: inputs.Have = None,
        goals: inputs.Goals = None,
        include_optional: inputs.IncludeOptional = False,
        language: Language = None,
    ) -> answers.GapResult:
        question = asking.Question(to=to, source=source, have=have, goals=goals, include_optional=include_optional)
        return asking.gap(self.context, self._spoken(language), question, self.picture)

    @strawberry.field(
        description="The cheapest sequence of courses from what the record says, with assessments where they pay. "
        "What is said here comes on top of the record."
    )
    async def path(
        self,
        to: inputs.OwnTo = None,
        source: inputs.From = None,
        have: inputs.Have = None,
        maybe: inputs.MaybeHeld = None,
        done: inputs.Done = None,
        in_progress: inputs.Begun = None,
        goals: inputs.Goals = None,
        without: inputs.Without = None,
        include_optional: inputs.IncludeOptional = False,
        preferences: inputs.Wishes = None,
        limits: inputs.Within = None,
        budget_ms: inputs.BudgetMs = None,
        language: Language = None,
    ) -> paths.PathResult:
        question = asking.Question(
            to=to,
            source=source,
            have=have,
            done=done,
            goals=goals,
            without=without,
            include_optional=include_optional,
            maybe=maybe,
            in_progress=in_progress,
            preferences=preferences,
            limits=limits,
        )
        return await asking.path(self.context, self._spoken(language), question, budget_ms, self.picture)

    def _spoken(self, language: str | None) -> Showing:
        return self.showing if language is None else self.context.showing(language)

    def _skill(self, name: CompetencyId, estimate: Estimate) -> SkillEstimate:
        return SkillEstimate.of(name, estimate, self.picture, self.showing)

    def _courses(self, info: Info, page: Page) -> Connection[Course]:
        thing = self.showing.view.thing
        done: list[CourseId] = sorted(course for course in self.picture.state.done if course in thing)

        def node(course: CourseId) -> Course:
            found = maybe_course(course, self.showing)
            assert found is not None
            return found

        return paged(info, page, done, key=lambda course: (course,), node=node)


LearnerResult = Annotated[
    Learner | Refusal, strawberry.union("LearnerResult", description="A person, or why there is nobody to show.")
]


async def shown(
    context: Context, learner: str | None, as_of: date | None, language: str | None, *, action: str = "state.read"
) -> Learner | Refusal:
    """A learner as the caller may see them (None: the caller), or why not. The look is in the audit log by then."""
    found = await context.people.picture(None if learner is None else LearnerId(learner), as_of, action=action)
    if isinstance(found, refusals.Refusal):
        return Refusal.of(found)
    return Learner.of(found, context, context.showing(language))
