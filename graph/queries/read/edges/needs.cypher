// Which of these are so: the role level needs the competency at the level. Each edge is [role level, competency, level].
// params: edges
// rows: place
UNWIND range(0, size($edges) - 1) AS place
WITH place, $edges[place] AS edge
MATCH (a:RoleLevel {id: edge[0]})-[r:NEEDS]->(b:Competency {id: edge[1]})
WHERE r.level = edge[2]
RETURN DISTINCT place
ORDER BY place
