// The proficiency scales of these ids, each with what it says of others. (`things/proficiency_scale` for some.)
// params: ids
// rows: properties, links
MATCH (n:ProficiencyScale)
WHERE n.id IN $ids AND n.stub IS NULL
RETURN properties(n) AS properties,
       [(n)-[r]->(m) | [type(r), m.id, properties(r)]] AS links
ORDER BY n.id
LIMIT 10000
