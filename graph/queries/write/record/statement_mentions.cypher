// People beyond the actor whom statements name, by blind token. kind: agent (found by the filter agent), other.
// params: rows
// rows:   none
// seconds: 60
UNWIND $rows AS r
CREATE (:Mention {token: r[0], statement: r[1], kind: r[2]})
