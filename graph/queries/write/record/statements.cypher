// New statements; each row in the order of `graph.record.statements._row`.
// params: rows
// rows:   none
// seconds: 60
UNWIND $rows AS r
CREATE (:Statement {
    id: r[0], sealed: r[1], digest: r[2], verb: r[3], version: r[4], timestamped: r[5], authority: r[6], actor: r[7],
    agents: r[8], mentions: r[9], activity: r[10], activities: r[11], registration: r[12], ref: r[13], voids: r[14],
    seq: r[15], stored: r[16]
})
