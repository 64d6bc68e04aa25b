// Which of these are so: the course requires the competency at the level. Each edge is [course, competency, level].
// params: edges
// rows: place
UNWIND range(0, size($edges) - 1) AS place
WITH place, $edges[place] AS edge
MATCH (a:Course {id: edge[0]})-[r:REQUIRES]->(b:Competency {id: edge[1]})
WHERE r.level = edge[2]
RETURN DISTINCT place
ORDER BY place
