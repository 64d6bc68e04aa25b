// An id names one of the assessments, and finds it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT assessment_id IF NOT EXISTS
FOR (n:Assessment) REQUIRE n.id IS UNIQUE
