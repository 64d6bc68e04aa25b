"""A real Neo4j from Maven Central, for tests and benchmarks."""
