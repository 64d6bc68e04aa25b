"""A process that publishes, to be killed: publisher.py FOLDER_OR_URI COUNT SALT, the password in the environment.

It says each stage on a line of its own before it begins it, and DONE at the end.
"""

import asyncio
import os
import sys

import graph as graphs
from graph import GraphTarget
from tests.graph.worlds import AT, numbered


async def main(where: str, count: int, salt: str) -> None:
    target = GraphTarget.parse(
        where, user=os.environ.get("PUBLISHER_USER", ""), password=os.environ.get("PUBLISHER_PASSWORD", "")
    )
    async with graphs.open(target) as graph:
        await graph.publish(
            numbered(count, salt=salt), author="publisher", note="", at=AT, on_progress=lambda s: print(s, flush=True)
        )
    print("DONE", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
