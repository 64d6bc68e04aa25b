// New facts; each row in the order of `graph.record.evidence_rows.COLUMNS`. What is null is not kept.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS r
CREATE (:Evidence {
    id: r[0], learner: r[1], competency: r[2], course: r[3], assessment: r[4], source: r[5], level: r[6], score: r[7],
    passed: r[8], progress: r[9], occurredAt: r[10], author: r[11], writtenBy: r[12], note: r[13], noteFor: r[14],
    link: r[15], supersedes: r[16], withdrawn: r[17], meant: r[18], edition: r[19], statement: r[20], digest: r[21],
    receivedAt: r[22], quiet: r[23]
})
