// What is known of tokens of some subjects is removed.
// params: subjects
// rows: gone
UNWIND $subjects AS subject
MATCH (t:Token {subject: subject})
DETACH DELETE t
RETURN count(t) AS gone
