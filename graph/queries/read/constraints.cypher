// The constraints that the database has, by name.
// params: none
// rows: name
SHOW CONSTRAINTS YIELD name
RETURN name
