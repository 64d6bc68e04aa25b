// Refused items by when they came, then by row, a page of them; a filter that is null does not count.
// params: door, code, settled, since, until, after, limit
// rows: properties
// seconds: 30
OPTIONAL MATCH (last:Rejected {id: $after})
WITH coalesce(last.at, '') AS lastAt, coalesce(last.number, -1) AS lastNumber
MATCH (r:Rejected)
WHERE ($settled IS NULL OR r.settled = $settled) AND ($door IS NULL OR r.door = $door)
  AND ($code IS NULL OR r.code = $code) AND r.at >= $since AND r.at < $until
WITH r, coalesce(r.number, -1) AS number, lastAt, lastNumber
WHERE r.at > lastAt OR (r.at = lastAt AND (number > lastNumber OR (number = lastNumber AND r.id > $after)))
RETURN properties(r) AS properties
ORDER BY r.at, number, r.id
LIMIT $limit
