// The constraints and indexes that the database has, by the names that `write/schema` gives them.
// params: none
// rows: name
SHOW INDEXES YIELD name, owningConstraint
RETURN coalesce(owningConstraint, name) AS name
ORDER BY name
