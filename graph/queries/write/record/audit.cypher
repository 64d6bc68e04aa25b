// Keep entries of the audit log; one that is there already stays as it is.
// params: rows
// rows: none
UNWIND $rows AS row
MERGE (a:AuditEntry {id: row.id})
ON CREATE SET a.at = row.at, a.caller = row.caller, a.part = row.part, a.action = row.action,
              a.outcome = row.outcome, a.viewpoint = row.viewpoint, a.learner = row.learner,
              a.purpose = row.purpose, a.things = row.things, a.edition = row.edition, a.policy = row.policy,
              a.path = row.path
