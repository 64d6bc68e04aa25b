"""Small hand-made catalogues for graph tests, and larger ones by number."""

from datetime import UTC, datetime

from graph import Graph, Publication
from ontology.model import (
    Assessing,
    Assessment,
    Catalogue,
    Competency,
    CompetencyAt,
    Course,
    CourseDone,
    DeclaredMove,
    LevelRequirement,
    ProficiencyLevel,
    ProficiencyScale,
    Requirement,
    Role,
    RoleFamily,
    RoleLevel,
    Teaching,
    Text,
)

BASE = "https://example.org/skills/"
AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def english(text: str) -> tuple[Text, ...]:
    return (Text("en", text),)


def numbered(count: int, *, salt: str = "", courses: int | None = None) -> Catalogue:
    """`count` competencies on one scale, a course for each, and a role of three levels; `salt` is in every label."""
    levels = tuple(ProficiencyLevel(id=f"scale-{n}", rank=n, labels=english(f"Level {n}{salt}")) for n in (1, 2, 3))
    names = [f"k{n:05}" for n in range(count)]
    return Catalogue(
        base=BASE,
        titles=english(f"Numbered{salt}"),
        scales=(ProficiencyScale(id="scale", labels=english(f"Scale{salt}"), levels=levels),),
        competencies=tuple(
            Competency(
                id=name,
                labels=(Text("en", f"Skill {name}{salt}"), Text("fr", f"Compétence {name}{salt}")),
                scale="scale",
                broader=(names[n // 7],) if n >= 7 else (),
                requires=(LevelRequirement(2, (CompetencyAt(names[n - 1], 1),)),) if n % 3 == 1 else (),
            )
            for n, name in enumerate(names)
        ),
        courses=tuple(
            Course(
                id=f"c{n:05}",
                labels=english(f"Course {n}{salt}"),
                hours=float(n % 9 + 1),
                teaches=(Teaching(name, 0, 2),),
                requires=((CompetencyAt(names[n - 1], 1), CourseDone(f"c{n - 1:05}")),) if n else (),
            )
            for n, name in enumerate(names[: count if courses is None else courses])
        ),
        assessments=(Assessment(id="test", labels=english(f"Test{salt}"), assesses=(Assessing(names[0], 2),)),),
        role_families=(RoleFamily(id="family", labels=english(f"Family{salt}")),),
        roles=(Role(id="role", labels=english(f"Role{salt}"), family="family"),),
        role_levels=tuple(
            RoleLevel(
                id=f"r{rank}",
                labels=english(f"Role level {rank}{salt}"),
                role="role",
                rank=rank,
                needs=tuple(Requirement(name, rank, rank < 3) for name in names[:rank]),
                moves=(DeclaredMove("r1", "lateral"),) if rank == 3 else (),
            )
            for rank in (1, 2, 3)
        ),
    )


async def publish(graph: Graph, catalogue: Catalogue, note: str = "") -> Publication:
    return await graph.publish(catalogue, author="curator", note=note, at=AT)
