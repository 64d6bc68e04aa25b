#!/bin/sh
# A real Neo4j for the tests, from Maven Central: tests/neo4j/fetch.sh FOLDER   (116 MB of jars, once)
# Without a JDK 17 and Maven it says so: the tests on Neo4j are then skipped on a laptop, and a failure in CI.
set -eu

here=$(dirname "$0")
folder=${1:-.jars/neo4j}

if [ -n "${SKILLWAY_TEST_NEO4J:-}" ]; then
    echo "Tests use the Neo4j at $SKILLWAY_TEST_NEO4J."
    exit 0
fi

for tool in javac java mvn; do
    if ! command -v "$tool" > /dev/null; then
        echo "There is no $tool here: the tests on a real Neo4j need a JDK (17 or later) and Maven," >&2
        echo "or the address of one that runs in SKILLWAY_TEST_NEO4J." >&2
        if [ -n "${CI:-}" ]; then exit 1; else exit 0; fi
    fi
done

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
echo "Fetching Neo4j for the tests into $folder …"
rm -rf "$folder/lib" "$folder/classes"
mvn --quiet --batch-mode --file "$here/pom.xml" dependency:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$folder/lib"
javac -cp "$folder/lib/*" -d "$folder/classes" "$here/Neo4jServer.java"
touch "$folder/.ready"
