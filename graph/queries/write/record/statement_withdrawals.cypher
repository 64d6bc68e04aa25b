// Takes back the facts that followed from voided statements: one withdrawing fact for each, of the same time, so that
// it is taken back for whatever day is asked about; and says that something changed for those learners. Facts of
// statements have ids like xapi:<36 characters of the statement's id>, with :2 and so on where there are several.
// params: pairs, at
// rows:   none
UNWIND $pairs AS pair
MATCH (e:Evidence {statement: pair[0]})
WHERE e.withdrawn = false
CREATE (:Evidence {
    id: 'xapi:' + pair[1] + substring(e.id, 41), learner: e.learner, competency: e.competency, course: e.course,
    assessment: e.assessment, source: e.source, occurredAt: e.occurredAt, receivedAt: $at, supersedes: e.id,
    withdrawn: true, quiet: e.quiet, author: e.author, writtenBy: e.writtenBy, edition: e.edition, digest: 'void:' + pair[1], statement: pair[1]
})
WITH DISTINCT e.learner AS learner
MATCH (l:Learner {id: learner})
SET l.changedAt = $at
WITH l
WHERE l.mergedInto IS NOT NULL
MATCH (r:Learner {id: l.mergedInto})
SET r.changedAt = $at
