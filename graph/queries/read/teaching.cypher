// The courses that teach a competency, from which level to which.
// params: competency, limit
// rows: course, label, hours, from_level, to_level, retired
MATCH (course:Course)-[t:TEACHES]->(:Competency {id: $competency})
RETURN course.id AS course, course.label AS label, course.hours AS hours,
       t.from AS from_level, t.to AS to_level, course.retired AS retired
ORDER BY course
LIMIT $limit
