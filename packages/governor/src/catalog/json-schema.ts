import { z } from "zod";
import { catalogSchema } from "./schema.ts";

/**
 * The JSON Schema of `governor.yaml`, as text for docs/governor.schema.json: what editors complete and check with.
 * Draft 7, which is what the YAML language server understands best. `npm run docs` writes it.
 */
export function catalogJsonSchema(): string {
  // `input`: what people write, where keys with defaults may be left out.
  const schema = z.toJSONSchema(catalogSchema, { target: "draft-7", io: "input" });
  return `${withShortLists(JSON.stringify(schema, null, 2))}\n`;
}

/** Lists of a few words on one line, as the formatter leaves them. */
function withShortLists(json: string): string {
  return json.replace(/\[\s+("[^\]]*")\s+\]/g, (list, words: string) => {
    const line = `[${words.replace(/,\s+/g, ", ")}]`;
    return line.length <= 90 ? line : list;
  });
}
