import { SCHEMA_VERSION, type ErrorBody } from "@governor/contract";
import type { FastifyError, FastifyInstance, FastifyReply } from "fastify";
import { GovernorError } from "../../errors.ts";
import type { Log } from "../../log.ts";

/** Every refusal and failure leaves in one form: code, message, remedy. Unknown failures are logged, not shown. */
export function answerFailures(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = asGovernorError(error);
    if (known.http >= 500)
      log.error("request.failed", {
        method: request.method,
        route: request.routeOptions.url,
        error: String(error.stack),
      });
    return answerFailure(known, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const hint = "The routes are listed at /openapi.json.";
    const path = request.url.split("?")[0] ?? "";
    const error = new GovernorError("request.not-found", { what: `route ${request.method} ${path}`, hint });
    return reply.status(error.http).send(bodyOf(error));
  });
}

/** The refusal of one request. */
export function answerFailure(error: FastifyError | GovernorError, reply: FastifyReply): FastifyReply {
  const known = asGovernorError(error);
  if (known.http === 401) reply.header("www-authenticate", 'Bearer realm="governor"');
  if (known.http === 503) reply.header("retry-after", "2");
  return reply.status(known.http).send(bodyOf(known));
}

/** What was thrown, as an error of ours; what is not known becomes `server.failed`, whose cause is not shown. */
export function asGovernorError(error: FastifyError | GovernorError): GovernorError {
  if (error instanceof GovernorError) return error;
  if (error.validation || error.statusCode === 400 || error.statusCode === 415) {
    return new GovernorError("request.invalid", { problem: error.message }, { details: error.validation });
  }
  if (error.statusCode === 413) return new GovernorError("request.too-large", { limit_bytes: "the allowed number of" });
  // A path that leads out of the board's files, or to no file: nothing failed, and nothing belongs into the log.
  if (error.statusCode === 403 || error.statusCode === 404) {
    return new GovernorError("request.not-found", { what: "such file", hint: "The board is at /." });
  }
  return new GovernorError("server.failed", { problem: "an unexpected error" }, { cause: error });
}

function bodyOf(error: GovernorError): ErrorBody {
  const details = error.details === undefined ? {} : { details: error.details };
  return {
    schemaVersion: SCHEMA_VERSION,
    error: { code: error.code, message: error.message, remedy: error.remedy, ...details },
  };
}
