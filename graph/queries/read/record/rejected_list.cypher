// Refused items by when they came, a page of them; a filter that is null does not count.
// params: door, code, settled, since, until, after, limit
// rows: properties
// seconds: 30
OPTIONAL MATCH (last:Rejected {id: $after})
WITH coalesce(last.at, '') AS lastAt
MATCH (r:Rejected)
WHERE ($settled IS NULL OR r.settled = $settled) AND ($door IS NULL OR r.door = $door)
  AND ($code IS NULL OR r.code = $code) AND r.at >= $since AND r.at < $until
  AND (r.at > lastAt OR (r.at = lastAt AND r.id > $after))
RETURN properties(r) AS properties
ORDER BY r.at, r.id
LIMIT $limit
