// Facts about some learners by the id that they came in with: a page of them, by id, a hundred to a row, each in the
// order of `graph.record.evidence_rows.READ`. Many in a row cost the driver half of what a row for each would.
// params: learners, after, limit
// rows: facts
// seconds: 30
UNWIND $learners AS learner
MATCH (e:Evidence {learner: learner})
WHERE e.id > $after
WITH e
ORDER BY e.id
LIMIT $limit
WITH collect([
    e.id, e.learner, e.competency, e.course, e.assessment, e.source, e.level, e.score, e.passed, e.progress,
    e.occurredAt, e.receivedAt, e.author, e.writtenBy, e.note, e.noteFor, e.link, e.supersedes, e.withdrawn, e.meant,
    e.edition, e.statement
]) AS every
UNWIND range(0, size(every) - 1, 100) AS start
RETURN every[start .. start + 100] AS facts
