// Starts GraphiQL on this service's own /graphql, with the example questions as tabs.
// A token goes into the pane “Headers”: {"authorization": "Bearer …"}; it is kept in the page and nowhere else.
// A question of one's own comes in the address: /graphql?query=…&variables=…
"use strict";

async function examples() {
  const answer = await fetch("/static/examples.json");
  return answer.ok ? answer.json() : [];
}

async function start() {
  const asked = new URLSearchParams(window.location.search);
  const tabs = (await examples()).map(({ query, variables }) => ({ query, variables }));
  if (asked.get("query")) {
    tabs.unshift({ query: asked.get("query"), variables: asked.get("variables") ?? "" });
  }
  const fetcher = async (question, options) => {
    const answer = await fetch("/graphql", {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json;q=0.9",
        ...options?.headers,
      },
      body: JSON.stringify(question),
    });
    return answer.json();
  };
  const props = { fetcher, defaultTabs: tabs, isHeadersEditorEnabled: true };
  if (asked.get("query")) {
    props.query = asked.get("query");
    props.variables = asked.get("variables") ?? "";
  }
  const page = React.createElement(GraphiQL, props);
  ReactDOM.createRoot(document.getElementById("graphiql")).render(page);
}

start();
