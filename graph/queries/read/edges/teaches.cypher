// Which of these are so: the course teaches the competency to the level or past it. Each edge is [course, competency, level].
// params: edges
// rows: place
UNWIND range(0, size($edges) - 1) AS place
WITH place, $edges[place] AS edge
MATCH (a:Course {id: edge[0]})-[r:TEACHES]->(b:Competency {id: edge[1]})
WHERE r.from < edge[2] AND edge[2] <= r.to
RETURN DISTINCT place
ORDER BY place
