// Merge nodes by alias.
// params: none
// rows: none
// seconds: 60
CREATE INDEX merge_alias IF NOT EXISTS
FOR (n:Merge) ON (n.alias)
