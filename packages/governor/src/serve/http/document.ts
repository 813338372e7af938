import fastifySwagger from "@fastify/swagger";
import type { FastifyInstance } from "fastify";
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from "fastify-type-provider-zod";

/** `/openapi.json`: OpenAPI 3.1, made from the schemas of the routes. Call it before they are registered. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  const withComponents = createJsonSchemaTransformObject({ zodToJsonConfig: { override: asPromised } });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "Governor", version, description: "Performance and cost of a multi-tenant SaaS." },
      components: { securitySchemes: { key: { type: "http", scheme: "bearer" } } },
      security: [{ key: [] }, {}],
    },
    transform: createJsonSchemaTransform({ zodToJsonConfig: { override: asPromised } }),
    transformObject: (document) => onlyUsed(withComponents(document) as Described),
  });
  app.get("/openapi.json", { config: { permission: "none" }, schema: { hide: true } }, async () => app.swagger());
}

interface SchemaInMaking {
  zodSchema: { _zod: { def: { type: string; catchall?: unknown } } };
  jsonSchema: { additionalProperties?: unknown; minimum?: number; maximum?: number };
}

/** Answers may gain fields within a schemaVersion, so only what is strict (our queries and bodies) is closed; a double's integers are no limit of ours. */
function asPromised({ zodSchema: { _zod: internals }, jsonSchema }: SchemaInMaking): void {
  const { type, catchall } = internals.def;
  if (type === "object" && catchall === undefined) delete jsonSchema.additionalProperties;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

interface Described {
  components?: { schemas?: Record<string, object> };
}

const COMPONENT = "#/components/schemas/";

/** Each named schema is offered as what a request holds and as what an answer holds; the document keeps what it refers to. */
function onlyUsed<Document extends Described>(document: Document): Document {
  const { schemas = {}, ...components } = document.components ?? {};
  const used = new Set<string>();
  const visit = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      const name = key === "$ref" && typeof value === "string" ? value.slice(COMPONENT.length) : null;
      if (name === null) visit(value);
      else if (!used.has(name)) {
        used.add(name);
        visit(schemas[name]);
      }
    }
  };
  visit({ ...document, components });
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
  return { ...document, components: { ...components, schemas: kept } };
}
