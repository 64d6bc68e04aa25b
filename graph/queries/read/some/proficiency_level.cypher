// The levels of these proficiency scales, each with its place. (`things/proficiency_level` for some.)
// params: ids
// rows: properties, links
MATCH (n:ProficiencyLevel)-[r:OF_SCALE]->(m:ProficiencyScale)
WHERE m.id IN $ids AND n.stub IS NULL
RETURN properties(n) AS properties, [[type(r), m.id, properties(r)]] AS links
ORDER BY n.id
LIMIT 10000
