// One merge, as it was said.
// params: merge
// rows: none
CREATE (m:Merge)
SET m = $merge
