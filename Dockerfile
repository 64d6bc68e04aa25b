# The service alone: it talks to a Neo4j, so the embedded graph and its Java stay out of the image.
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY ontology ontology
COPY learners learners
COPY planning planning
COPY graph graph
COPY embeddings embeddings
COPY api api
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --constraint constraints.txt . \
    && /venv/bin/pip uninstall --yes arcadedb-embedded jpype1 \
    && /venv/bin/pip uninstall --yes pip

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 skillway && install -d -o skillway -g skillway /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 SKILLWAY_HOME=/data
USER skillway
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
ENTRYPOINT ["skillway"]
CMD ["serve"]
