// Which of these are so: lifting the competency to the level takes the other at a level first.
// Each edge is [competency, its level, required competency, required level].
// params: edges
// rows: place
UNWIND range(0, size($edges) - 1) AS place
WITH place, $edges[place] AS edge
MATCH (a:Competency {id: edge[0]})-[r:REQUIRES]->(b:Competency {id: edge[2]})
WHERE r.atLevel = edge[1] AND r.level = edge[3]
RETURN DISTINCT place
ORDER BY place
