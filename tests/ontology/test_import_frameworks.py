"""Real frameworks with their real mess: what is carried, merged, inferred and refused."""

import gzip
import json
import shutil
from pathlib import Path

import pytest

from ontology import imports
from ontology.ids import CompetencyId, RoleId, RoleLevelId
from ontology.imports import titles
from ontology.imports.assembling import slug, unique
from ontology.imports.refusing import SourceRefused
from ontology.model import Catalogue, DeclaredMove, Move
from tests import shared_data


@pytest.fixture(scope="module")
def gdad() -> imports.Imported:
    return imports.read("uk-gdad", shared_data.folder("uk-gdad"))


@pytest.fixture(scope="module")
def direct() -> imports.Imported:
    return imports.read("direct", shared_data.folder("direct-framework"))


def _gap(catalogue: Catalogue, start: str, goal: str) -> tuple[int, int, int]:
    """Required, short, steps short: counted here by hand, not by the planner."""
    held = {need.competency: need.level for need in catalogue.role_level[RoleLevelId(start)].needs}
    needs = catalogue.role_level[RoleLevelId(goal)].needs
    short = [max(0, need.level - held.get(need.competency, 0)) for need in needs]
    return len(needs), sum(steps > 0 for steps in short), sum(short)


# -- UK Digital and Data --------------------------------------------------------------------------------------------


def test_gdad_accounts_for_its_mess(gdad: imports.Imported) -> None:
    """28 rows not in use are refused, 16 doubled needs merged, all others loaded."""
    report = gdad.report
    counts = (report.read["needs"], report.loaded["needs"], report.merged["needs"], report.refused["needs"])
    assert counts == (1825, 1781, 16, 28)
    assert {row.code for row in report.rows if row.outcome == "refused"} == {"not_in_use"}
    catalogue = gdad.catalogue
    assert len(catalogue.competencies) == 188
    assert len(catalogue.role_levels) == 201
    assert sum(len(level.needs) for level in catalogue.role_levels) == 1781
    assert "Open Government Licence v3.0" in report.attribution


def test_gdad_gives_the_checked_gaps(gdad: imports.Imported) -> None:
    """The answers that were worked out by hand for this data."""
    assert _gap(gdad.catalogue, "data-engineer", "senior-data-engineer") == (11, 8, 8)
    assert _gap(gdad.catalogue, "senior-developer", "senior-devops-engineer") == (10, 1, 1)


def test_gdad_labels_are_trimmed_and_unambiguous_among_role_levels(gdad: imports.Imported) -> None:
    """The blank at the end of a title is gone, and every title names one role level."""
    labels = [level.labels[0].text for level in gdad.catalogue.role_levels]
    assert "End user computing engineer" in labels
    assert all(label == label.strip() for label in labels)
    assert len(set(labels)) == len(labels)
    definitions = [text.text for competency in gdad.catalogue.competencies for text in competency.definitions]
    assert definitions and not any(text.upper().startswith("MISSING") for text in definitions)


def test_gdad_keeps_parallel_tracks_apart(gdad: imports.Imported) -> None:
    """The management track forks off above the developer, runs beside the other, and opens at each rank."""
    catalogue = gdad.catalogue
    levels = {level.id: (level.rank, level.track) for level in catalogue.levels_of[RoleId("role-software-developer")]}
    assert levels == {
        "apprentice-developer": (1, None),
        "junior-developer": (2, None),
        "developer": (3, None),
        "senior-developer": (4, None),
        "lead-developer": (5, None),
        "principal-developer": (6, None),
        "senior-developer-management": (4, "management"),
        "lead-developer-management": (5, "management"),
        "principal-developer-management": (6, "management"),
    }
    moves = {(move.source, move.target): move for move in catalogue.moves}
    developer, manager = RoleLevelId("developer"), RoleLevelId("senior-developer-management")
    lead, lead_manager = RoleLevelId("lead-developer"), RoleLevelId("lead-developer-management")
    assert moves[developer, manager] == Move(developer, manager, "vertical", implied=False)
    assert moves[lead, lead_manager].kind == moves[lead_manager, lead].kind == "lateral"
    assert moves[manager, lead_manager] == Move(manager, lead_manager, "vertical", implied=True)
    assert (manager, lead) not in moves
    assert catalogue.role_level[developer].moves == (DeclaredMove(manager, "vertical"),)


def test_gdad_says_how_it_ordered_and_what_it_could_not(gdad: imports.Imported) -> None:
    """The inference is in the report, with the titles that nothing tells apart; they share a rank."""
    notes: dict[str, list[str]] = {}
    for note in gdad.report.notes:
        notes.setdefault(note.code, []).append(note.message)
    assert len(notes["order.inferred"]) == 1
    assert [line.split(": ")[1] for line in notes["order.unknown"]] == [
        "Change and release manager",
        "Service transition manager",
    ]
    assert len(notes["order.by_evidence"]) == 5 and len(notes["order.doubtful"]) == 5
    ranks = {level.id: level.rank for level in gdad.catalogue.role_levels}
    assert ranks[RoleLevelId("configuration-analyst")] == ranks[RoleLevelId("change-and-release-analyst")] == 1
    assert None not in ranks.values()


def test_gdad_ids_do_not_depend_on_the_order_of_rows(gdad: imports.Imported, tmp_path: Path) -> None:
    """A shuffled export gives the same ontology."""
    source = shared_data.folder("uk-gdad")
    with gzip.open(source / "roles.csv.gz", "rt", encoding="utf-8", newline="") as file:
        import csv

        heading, *rows = list(csv.reader(file))
    shutil.copy(source / "skills.csv", tmp_path)
    with (tmp_path / "roles.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([heading, *reversed(rows)])
    assert imports.read("uk-gdad", tmp_path).catalogue == gdad.catalogue


@pytest.mark.parametrize(
    ("evidence", "ranked"),
    [
        ({"Senior tester": 9, "Tester": 5, "Lead tester": 9}, ["Tester", "Senior tester", "Lead tester"]),
        ({"Junior x": 3, "Associate x": 5, "X": 9}, ["Junior x", "Associate x", "X"]),
        ({"Associate x": 3, "Junior x": 5}, ["Associate x", "Junior x"]),
        ({"Service manager": 5, "Senior service analyst": 9}, ["Senior service analyst", "Service manager"]),
        ({"Head of data": 1, "Principal analyst": 9}, ["Principal analyst", "Head of data"]),
        ({"Data ethics lead": 3, "Data ethicist": 2}, ["Data ethicist", "Data ethics lead"]),
    ],
)
def test_titles_are_ordered_by_job_grade_and_evidence(evidence: dict[str, int], ranked: list[str]) -> None:
    """Heads last, analysts below managers, grades by their words, different words for one grade by the evidence."""
    order = titles.order(evidence)
    assert [rung.title for rung in order.rungs] == ranked
    assert [rung.rank for rung in order.rungs] == list(range(1, len(ranked) + 1))
    assert order.tied == ()


def test_titles_with_the_same_word_share_a_rank() -> None:
    """Two plain titles are two jobs on one rung: the evidence may not rank them."""
    order = titles.order({"Acceptance analyst": 3, "Readiness analyst": 9, "Service manager": 10})
    assert [(rung.title, rung.rank) for rung in order.rungs] == [
        ("Acceptance analyst", 1),
        ("Readiness analyst", 1),
        ("Service manager", 2),
    ]
    assert order.tied == (("Acceptance analyst", "Readiness analyst"),)


def test_slugs_are_readable_and_never_empty() -> None:
    """Signs that tell names apart are spelled out; a name without letters has an id, too."""
    assert slug("Development operations (DevOps) engineer") == "development-operations-devops-engineer"
    assert len({slug("C"), slug("C++"), slug("C#")}) == 3
    assert slug("Café & bar") == "cafe-and-bar"
    assert slug("…").startswith("x-") and slug("…") != slug("—")
    assert unique(["a", "A", "b"], slug) == {"a": "a", "A": "a-2", "b": "b"}


# -- DIRECT ---------------------------------------------------------------------------------------------------------


def test_direct_courses_teach_to_the_top_with_a_warning(direct: imports.Imported) -> None:
    """No level is given, so it is assumed, and each course says so; hours stay unknown."""
    courses = direct.catalogue.courses
    assert len(courses) == 207
    taught = [course for course in courses if course.teaches]
    assert all((t.from_level, t.to_level) == (0, 4) for course in taught for t in course.teaches)
    assert all(course.hours is None for course in courses)
    assert sum(row.code == "level.assumed" for row in direct.report.rows) == len(taught) == 135
    assert {t.competency for course in taught for t in course.teaches} <= direct.catalogue.competency.keys()


def test_direct_has_hierarchy_levels_and_tools(direct: imports.Imported) -> None:
    """Skill below competency below domain, four ranks, and the tools of a skill related to it."""
    catalogue = direct.catalogue
    skill = catalogue.competency[CompetencyId("data-acquisition")]
    assert skill.broader == ("competency-data-engineering",)
    assert catalogue.competency[skill.broader[0]].broader == ("domain-information-and-data-technologies",)
    assert "research-methodologies" in skill.related and "tool-webscraping" in skill.related
    assert catalogue.ranks(skill.id) == 4
    assert [level.labels[0].text for level in catalogue.scales[0].levels][::3] == ["Awareness", "Expert"]


def test_direct_profiles_become_role_levels(direct: imports.Imported) -> None:
    """All 118 needs are carried, three of them although a blank differs; that is said by row."""
    levels = {level.id: len(level.needs) for level in direct.catalogue.role_levels}
    assert levels == {
        "profile-community-manager": 40,
        "profile-research-software-engineer": 11,
        "profile-rse-team-lead": 67,
    }
    assert sum(row.code == "name.trimmed" for row in direct.report.rows) == 3


def test_direct_needs_at_level_zero_or_of_unknown_skills_are_refused(tmp_path: Path) -> None:
    """Level 0 is no need; a skill of another version of the framework is named in the report."""
    shutil.copytree(shared_data.folder("direct-framework"), tmp_path / "d", copy_function=shutil.copyfile)
    (tmp_path / "d").chmod(0o755)
    rows = [
        {"skill": "Programming", "skill_level": 0},
        {"skill": "Punch cards", "skill_level": 2},
        {"skill": "Programming", "skill_level": 9},
        {"skill": "Programming", "skill_level": 1},
        {"skill": "programming", "skill_level": 3},
    ]
    profile = [{"role": "Tester", "user_data": rows}]
    (tmp_path / "d" / "sample_profile_x.json").write_text(json.dumps(profile), encoding="utf-8")
    found = imports.read("direct", tmp_path / "d")
    said = [(row.row, row.outcome, row.code) for row in found.report.rows if row.sheet == "sample_profile_x"]
    assert said == [
        (1, "refused", "level.zero"),
        (2, "refused", "reference.unknown"),
        (3, "refused", "level.off_scale"),
        (5, "merged", "name.trimmed"),
        (5, "merged", "need.doubled"),
    ]
    assert [need.level for need in found.catalogue.role_level[RoleLevelId("profile-tester")].needs] == [3]


def test_broken_json_names_the_file(tmp_path: Path) -> None:
    """A cut-off file is refused with the place where it breaks."""
    for name in ("skill_level", "competency_domain", "competency", "skill"):
        (tmp_path / f"{name}.json").write_text("[{", encoding="utf-8")
    with pytest.raises(SourceRefused) as caught:
        imports.read("direct", tmp_path)
    assert caught.value.refusal.code == "json.broken" and "skill_level.json" in caught.value.refusal.message


# -- ESCO -----------------------------------------------------------------------------------------------------------


def test_esco_relations_become_needs_and_hierarchy() -> None:
    """Essential and optional are kept apart; four relations without either are refused; ids are ESCO's."""
    found = imports.read("esco", shared_data.folder("esco/tabiya-sample"))
    needs = [need for level in found.catalogue.role_levels for need in level.needs]
    assert (sum(need.essential for need in needs), sum(not need.essential for need in needs)) == (4698, 3977)
    assert found.report.refused["occupation_to_skill_relations"] == 4
    assert found.report.loaded["skill_hierarchy"] == 1636
    assert sum(len(competency.broader) for competency in found.catalogue.competencies) == 1636
    assert CompetencyId("skill/0005c151-5b5a-4a66-8aac-60e734beb1ab") in found.catalogue.competency
    director = found.catalogue.role[RoleId("occupation/00030d09-2b3a-4efd-87cc-c4ea39d27c34")]
    assert director.family == "isco/C2654"
    assert RoleLevelId(f"{director.id}/level") in found.catalogue.role_level


def test_esco_courses_teach_what_they_say() -> None:
    """Two courses under one IRI become one, with a warning; all 89 links are there."""
    found = imports.read("esco", shared_data.folder("esco/ict"))
    assert sum(len(course.teaches) for course in found.catalogue.courses) == 89
    doubled = [row for row in found.report.rows if row.sheet == "courses"]
    assert [(row.outcome, row.code) for row in doubled] == [("loaded", "id.doubled")]
    assert "course008" in doubled[0].message
    assert {need.competency for level in found.catalogue.role_levels for need in level.needs} <= (
        found.catalogue.competency.keys()
    )


def test_two_releases_of_esco_can_be_compared() -> None:
    """The same groups under the same ids: only what changed differs."""
    old = imports.read("esco", shared_data.folder("esco/groups-v1.1.1")).catalogue
    new = imports.read("esco", shared_data.folder("esco/groups-v1.1.2")).catalogue
    assert old.competency.keys() == new.competency.keys()
    changed = [iri for iri in old.competency if old.competency[iri] != new.competency[iri]]
    assert 1 <= len(changed) <= 5


def test_the_folder_above_is_refused_with_its_parts() -> None:
    """Whoever names the folder of all ESCO parts is told which ones there are."""
    with pytest.raises(SourceRefused) as caught:
        imports.read("esco", shared_data.folder("esco"))
    assert caught.value.refusal.candidates == ("groups-v1.1.1", "groups-v1.1.2", "ict", "tabiya-sample")
