"""A process that appends facts: appender.py FOLDER_OR_URI COUNT, the password in the environment.

It says READY, waits for a line, appends facts `f0`… about `ana` ten at a time and by several tasks, and says how many
were accepted and how many known.
"""

import asyncio
import os
import sys
from collections import Counter

import graph as graphs
from graph import GraphTarget
from graph.record import Intake
from tests.graph.records import fact, record_on

BATCH = 10


async def main(where: str, count: int) -> None:
    target = GraphTarget.parse(
        where, user=os.environ.get("APPENDER_USER", ""), password=os.environ.get("APPENDER_PASSWORD", "")
    )
    async with graphs.open(target) as graph:
        record = record_on(graph)
        print("READY", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        intakes = [Intake(evidence=[fact(f"f{n + k}") for k in range(BATCH)]) for n in range(0, count, BATCH)]
        outcomes: Counter[str] = Counter()
        for start in range(0, len(intakes), 3):
            for appended in await asyncio.gather(*map(record.append, intakes[start : start + 3])):
                outcomes.update(verdict.outcome for verdict in appended.evidence)
        print(outcomes["accepted"], outcomes["known"], sum(outcomes.values()), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
