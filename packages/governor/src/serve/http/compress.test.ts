import { gunzipSync } from "node:zlib";
import Fastify from "fastify";
import { afterAll, expect, test } from "vitest";
import { compressAnswers, takesGzip } from "./compress.ts";

const rows = Array.from({ length: 400 }, (_, i) => ({ name: `span ${i}`, service: "cases-api" }));
const app = Fastify();
compressAnswers(app);
app.get("/large", () => ({ rows }));
app.get("/small", () => ({ rows: [] }));
afterAll(() => app.close());

test("a large answer travels in gzip and says the same", async () => {
  const plain = await app.inject({ url: "/large" });
  const packed = await app.inject({ url: "/large", headers: { "accept-encoding": "gzip, deflate, br" } });
  expect(plain.headers["content-encoding"]).toBeUndefined();
  expect(packed.headers).toMatchObject({ "content-encoding": "gzip", vary: "accept-encoding" });
  expect(packed.headers["content-length"]).toBe(String(packed.rawPayload.length));
  expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 5);
  expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.body);
});

test("a small answer, and a client that does not take gzip, get it as it is", async () => {
  expect((await app.inject({ url: "/small", headers: { "accept-encoding": "gzip" } })).headers).not.toHaveProperty(
    "content-encoding",
  );
  expect((await app.inject({ url: "/large", headers: { "accept-encoding": "br" } })).json()).toEqual({ rows });
});

test.each([
  ["gzip", true],
  ["br;q=1, gzip;q=0.5", true],
  ["gzip;q=0", false],
  ["gzip; q=0.000", false],
  ["identity", false],
  [undefined, false],
])("accept-encoding %o takes gzip: %o", (header, expected) => {
  expect(takesGzip(header)).toBe(expected);
});
