// An id names one of the competencies, and finds it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT competency_id IF NOT EXISTS
FOR (n:Competency) REQUIRE n.id IS UNIQUE
