"""The peer: rdflib-neo4j loading the same Turtle into the same Neo4j. Run in an environment of its own.

Usage: python rdflib_load.py FILE.ttl BOLT_URL USER PASSWORD. It prints the seconds as JSON.
"""

import json
import sys
import time

from rdflib import Graph
from rdflib_neo4j import HANDLE_VOCAB_URI_STRATEGY, Neo4jStore, Neo4jStoreConfig


def main(file: str, url: str, user: str, password: str) -> None:
    config = Neo4jStoreConfig(
        auth_data={"uri": url, "database": "neo4j", "user": user, "pwd": password},
        handle_vocab_uri_strategy=HANDLE_VOCAB_URI_STRATEGY.IGNORE,
        batching=True,
        batch_size=5000,
    )
    graph = Graph(store=Neo4jStore(config=config))
    started = time.perf_counter()
    graph.parse(file, format="ttl")
    graph.close(True)
    print(json.dumps({"seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    main(*sys.argv[1:])
