// Who learners are, sealed.
// params: rows
// rows: none
// seconds: 60
UNWIND $rows AS row
MERGE (i:Identity {learner: row.learner})
SET i.name = row.name, i.email = row.email
