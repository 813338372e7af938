import Fastify from "fastify";
import { expect, test, vi } from "vitest";
import { SILENT_LOG } from "../../log.ts";
import { answerFailures } from "./failure.ts";

test("a path out of the served folder is answered like a missing file, and fills no log", async () => {
  const error = vi.fn();
  const app = Fastify();
  answerFailures(app, { ...SILENT_LOG, error });
  app.get("/assets/*", async () => Promise.reject(Object.assign(new Error("Forbidden"), { statusCode: 403 })));
  const response = await app.inject("/assets/..%2f..%2fpackage.json");
  expect(response.statusCode).toBe(404);
  expect(response.json().error).toMatchObject({ code: "request.not-found", message: "There is no such file." });
  expect(error).not.toHaveBeenCalled();
});
