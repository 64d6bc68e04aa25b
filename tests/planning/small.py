"""A catalogue that a person can follow: how a data engineer gets to SQL, for tests of single rules."""

from ontology.ids import CompetencyId, CourseId, RoleId, RoleLevelId
from ontology.model import (
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    CourseDone,
    LevelRequirement,
    Requirement,
    Role,
    RoleLevel,
    Teaching,
    Text,
)
from tests.planning.worlds import scale

SQL, QUERYING, OLD_SQL = CompetencyId("sql"), CompetencyId("relational-querying"), CompetencyId("old-sql")
STATISTICS, DATABASES, GIT = CompetencyId("statistics"), CompetencyId("databases"), CompetencyId("git")
CHARTS, GONE = CompetencyId("charts"), CompetencyId("gone")
SQL_1, SQL_2, SQL_3, CAMP = CourseId("sql-1"), CourseId("sql-2"), CourseId("sql-3"), CourseId("sql-camp")
NUMBERS, GIT_DAY = CourseId("numbers"), CourseId("git-day")
JUNIOR, SENIOR = RoleLevelId("junior"), RoleLevelId("senior")
OLD_SENIOR, NOBODY = RoleLevelId("old-senior"), RoleLevelId("nobody")


def english(text: str) -> tuple[Text, ...]:
    return (Text("en", text),)


def company() -> Catalogue:
    """Four ranks of SQL with an equivalent, a retired name and a requirement at rank 3; and a skill without ranks."""
    four = scale("four", 4)
    competencies = (
        Competency(id=CHARTS, labels=english("Charts"), scale=four.id),
        Competency(id=DATABASES, labels=english("Databases"), scale=four.id),
        Competency(id=GIT, labels=english("Git")),
        Competency(id=GONE, labels=english("Gone"), scale=four.id, retired=True),
        Competency(id=OLD_SQL, labels=english("SQL-92"), scale=four.id, retired=True, replaced_by=SQL),
        Competency(id=QUERYING, labels=english("Relational querying"), scale=four.id, equivalent=(SQL,)),
        Competency(
            id=SQL,
            labels=(Text("en", "SQL"), Text("fr", "Le SQL")),
            scale=four.id,
            requires=(LevelRequirement(3, (CompetencyAt(STATISTICS, 1),)),),
        ),
        Competency(id=STATISTICS, labels=english("Statistics"), scale=four.id),
    )
    courses = (
        Course(id=GIT_DAY, labels=english("Git in a day"), hours=7.5, teaches=(Teaching(GIT, 0, 1),)),
        Course(id=NUMBERS, labels=english("Numbers"), hours=None, teaches=(Teaching(STATISTICS, 0, 1),)),
        Course(id=SQL_1, labels=english("SQL I"), hours=10.0, teaches=(Teaching(OLD_SQL, 0, 1),)),
        Course(
            id=SQL_2,
            labels=english("SQL II"),
            hours=12.0,
            teaches=(Teaching(QUERYING, 1, 2),),
            requires=((CompetencyAt(DATABASES, 1), CourseDone(SQL_1)),),
        ),
        Course(id=SQL_3, labels=english("SQL III"), hours=20.0, teaches=(Teaching(SQL, 2, 3),)),
        Course(id=CAMP, labels=english("SQL camp"), hours=90.0, teaches=(Teaching(SQL, 0, 3),)),
    )
    role_levels = (
        RoleLevel(
            id=JUNIOR,
            labels=english("Junior"),
            role=RoleId("role"),
            needs=(Requirement(QUERYING, 1), Requirement(CHARTS, 2, essential=False)),
        ),
        RoleLevel(id=NOBODY, labels=english("Nobody"), role=RoleId("role"), retired=True),
        RoleLevel(id=OLD_SENIOR, labels=english("Old senior"), role=RoleId("role"), retired=True, replaced_by=SENIOR),
        RoleLevel(
            id=SENIOR,
            labels=english("Senior"),
            role=RoleId("role"),
            needs=(
                Requirement(CHARTS, 1, essential=False),
                Requirement(GIT, 1, weight=2.0),
                Requirement(SQL, 3),
            ),
        ),
    )
    return Catalogue(
        base="https://example.org/",
        scales=(four,),
        competencies=tuple(sorted(competencies, key=lambda c: c.id)),
        courses=tuple(sorted(courses, key=lambda c: c.id)),
        roles=(Role(id=RoleId("role"), labels=english("Role")),),
        role_levels=role_levels,
    )
