// There is one leave to publish.
// params: none
// rows: none
// seconds: 60
CREATE CONSTRAINT publish_lease_id IF NOT EXISTS
FOR (n:PublishLease) REQUIRE n.id IS UNIQUE
