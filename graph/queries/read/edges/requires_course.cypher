// Which of these are so: the course requires the other course. Each edge is [course, course].
// params: edges
// rows: place
UNWIND range(0, size($edges) - 1) AS place
WITH place, $edges[place] AS edge
MATCH (a:Course {id: edge[0]})-[r:REQUIRES]->(b:Course {id: edge[1]})
RETURN DISTINCT place
ORDER BY place
