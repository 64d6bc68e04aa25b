// Says which edition the service answers from.
"use strict";

async function show() {
  const { edition, missing } = await (await fetch("/health/ready")).json();
  const line = document.getElementById("edition");
  if (edition) {
    line.textContent = `Edition ${edition.number}, digest ${edition.digest.slice(0, 12)}…`;
    document.getElementById("turtle").href = `/editions/${edition.number}.ttl`;
  }
  if (missing) {
    line.textContent = missing;
  }
}

show();
