// All competencies of the current edition, each with what it says of others.
// params: none
// rows: properties, links
// seconds: 120
MATCH (n:Competency)
WHERE n.stub IS NULL
RETURN properties(n) AS properties,
       [(n)-[r]->(m) | [type(r), m.id, properties(r)]] AS links
ORDER BY n.id
