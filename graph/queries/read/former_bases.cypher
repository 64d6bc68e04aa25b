// The bases that editions had before, each with the last edition that had it.
// params: base
// rows: base, number
MATCH (e:Edition)
WHERE e.base <> $base
RETURN e.base AS base, max(e.number) AS number
ORDER BY number
LIMIT 100
