// An id names one of the courses, and finds it.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT course_id IF NOT EXISTS
FOR (n:Course) REQUIRE n.id IS UNIQUE
