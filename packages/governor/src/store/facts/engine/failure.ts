import { BodyRefused } from "./body.ts";
import { GateFull } from "./gate.ts";
import { UnsupportedRequest } from "./request.ts";

/** An error as the engine's HTTP interface words it: clients read code, text and type out of the body. */
export interface Failure {
  status: number;
  code: number;
  text: string;
}

const TOO_MANY_SIMULTANEOUS_QUERIES = 202;
const BAD_ARGUMENTS = 36;
const NOT_IMPLEMENTED = 48;
const STD_EXCEPTION = 1001;

/** Codes that say "no such thing" or "not allowed"; syntax and type errors are the client's too, the rest is ours. */
const STATUS_OF: Readonly<Record<number, number>> = {
  16: 404,
  46: 404,
  47: 404,
  60: 404,
  81: 404,
  159: 408,
  164: 403,
  241: 500,
  497: 403,
};
const CLIENT_ERRORS = new Set([
  6, 26, 27, 32, 33, 36, 38, 41, 42, 43, 53, 57, 62, 69, 70, 72, 115, 117, 130, 386, 456, 457,
]);

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof GateFull)
    return made(503, TOO_MANY_SIMULTANEOUS_QUERIES, message, "TOO_MANY_SIMULTANEOUS_QUERIES");
  if (error instanceof BodyRefused) return made(error.status, BAD_ARGUMENTS, message, "BAD_ARGUMENTS");
  if (error instanceof RangeError) return made(400, BAD_ARGUMENTS, message, "BAD_ARGUMENTS");
  if (error instanceof UnsupportedRequest) return made(501, NOT_IMPLEMENTED, message, "NOT_IMPLEMENTED");
  const code = Number(/^Code: (\d+)\./.exec(message)?.[1] ?? Number.NaN);
  if (Number.isNaN(code)) return made(500, STD_EXCEPTION, message, "STD_EXCEPTION");
  const status = STATUS_OF[code] ?? (CLIENT_ERRORS.has(code) ? 400 : 500);
  return { status, code, text: message };
}

function made(status: number, code: number, message: string, type: string): Failure {
  return { status, code, text: `Code: ${code}. DB::Exception: ${message}. (${type})` };
}
