// Ask an endpoint a query, and write the rows as lines of JSON: node comunica.mjs ADDRESS QUERY
import { QueryEngine } from "@comunica/query-sparql";

const [address, query] = process.argv.slice(2);
const rows = await new QueryEngine().queryBindings(query, { sources: [{ type: "sparql", value: address }] });
for (const row of await rows.toArray()) {
  console.log(JSON.stringify(Object.fromEntries([...row].map(([name, term]) => [name.value, term.value]))));
}
