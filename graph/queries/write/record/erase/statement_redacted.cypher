// Statements that others made are put into words without the person, and name none of some accounts.
// params: rows, tokens
// rows: none
// seconds: 60
UNWIND $rows AS row
MATCH (s:Statement {id: row.id})
SET s.sealed = row.sealed, s.agents = [one IN s.agents WHERE NOT one IN $tokens],
    s.mentions = [one IN s.mentions WHERE NOT one IN $tokens]
