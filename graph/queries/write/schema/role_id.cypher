// An id names one of the roles, and finds it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT role_id IF NOT EXISTS
FOR (n:Role) REQUIRE n.id IS UNIQUE
