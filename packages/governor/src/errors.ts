import type { ErrorEntry, ExitCode } from "./errors/entry.ts";
import { ACCESS_ERRORS } from "./errors/access.ts";
import { ALERT_ERRORS } from "./errors/alert.ts";
import { CATALOG_ERRORS } from "./errors/catalog.ts";
import { FINDING_ERRORS } from "./errors/finding.ts";
import { REQUEST_ERRORS } from "./errors/request.ts";
import { SERVER_ERRORS } from "./errors/server.ts";
import { STORE_ERRORS } from "./errors/store.ts";
import { UPKEEP_ERRORS } from "./errors/upkeep.ts";
import { USAGE_ERRORS } from "./errors/usage.ts";

/**
 * Every error a user can meet, an area a file: what happened and what to do. The documentation page
 * `docs/errors.md` is made from this table and a test holds the two together.
 */
export const ERRORS = {
  ...USAGE_ERRORS,
  ...CATALOG_ERRORS,
  ...REQUEST_ERRORS,
  ...ACCESS_ERRORS,
  ...FINDING_ERRORS,
  ...ALERT_ERRORS,
  ...STORE_ERRORS,
  ...UPKEEP_ERRORS,
  ...SERVER_ERRORS,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** An error for a person: its code names a line of ERRORS, its parameters fill the placeholders. */
export class GovernorError extends Error {
  readonly code: ErrorCode;
  remedy: string;
  readonly exit: ExitCode;
  readonly http: number;
  readonly details: unknown;

  constructor(
    code: ErrorCode,
    parameters: Record<string, string | number> = {},
    options: { cause?: unknown; details?: unknown } = {},
  ) {
    const entry = ERRORS[code];
    super(fill(entry.message, parameters), { cause: options.cause });
    this.name = "GovernorError";
    this.code = code;
    this.remedy = fill(entry.remedy, parameters);
    this.exit = entry.exit;
    this.http = entry.http;
    this.details = options.details;
  }

  /** An error that a server reported: its words stand, its code says how to exit. */
  static received(code: ErrorCode, message: string, remedy: string, details: unknown): GovernorError {
    const error = new GovernorError(code, {}, { details });
    error.message = message;
    error.remedy = remedy;
    return error;
  }
}

function fill(template: string, parameters: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? "?"));
}
