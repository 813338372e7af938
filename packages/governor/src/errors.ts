/**
 * Every error a user can meet: one line each, with what to do. The documentation page
 * `docs/errors.md` is made from this table and a test holds the two together.
 */

/** Exit codes of the command line: 1 budget breached, 2 usage or configuration, 3 not enough data, 4 not allowed, 5 the server failed. */
type ExitCode = 1 | 2 | 3 | 4 | 5;

interface ErrorEntry {
  /** What happened; `{name}` is filled from the parameters. */
  message: string;
  /** What to do about it, same placeholders. */
  remedy: string;
  exit: ExitCode;
  /** HTTP status where it can reach a client. */
  http: number;
}

export const ERRORS = {
  // usage and configuration
  "config.invalid": {
    message: "The setting {setting} is not valid: {problem}.",
    remedy: "Run `governor up --help`, or see docs/configuration.md.",
    exit: 2,
    http: 500,
  },
  "catalog.unreadable": {
    message: "The catalog {file} cannot be read: {problem}.",
    remedy: "Give another file with --catalog, or start without one.",
    exit: 2,
    http: 500,
  },
  "catalog.invalid": {
    message: "The catalog {file} has {count}: {first}",
    remedy: "Correct the file; docs/catalog.md explains every rule.",
    exit: 2,
    http: 500,
  },
  "config.node-too-old": {
    message: "Governor needs Node.js 24 or newer; this is {version}.",
    remedy:
      "Run `make bootstrap` in the checkout, or install Node.js 24 and put it on PATH, or set GOVERNOR_NODE to its binary.",
    exit: 2,
    http: 500,
  },
  "usage.missing": {
    message: "{argument} is missing.",
    remedy: "Run `{command} --help` for the arguments and an example.",
    exit: 2,
    http: 400,
  },
  // requests
  "request.invalid": {
    message: "The request is not valid: {problem}.",
    remedy: "Compare it with the API description at /openapi.json.",
    exit: 2,
    http: 400,
  },
  "request.not-found": {
    message: "There is no {what}.",
    remedy: "{hint}",
    exit: 2,
    http: 404,
  },
  "request.too-large": {
    message: "The body is larger than {limit_bytes} bytes.",
    remedy: "Send smaller batches.",
    exit: 2,
    http: 413,
  },
  "auth.required": {
    message: "This address asks for a key.",
    remedy:
      "Send `Authorization: Bearer <key>`; make one on the server's machine with `governor keys create --name <name> --role <role>`.",
    exit: 4,
    http: 401,
  },
  "auth.forbidden": {
    message: "The role {role} may not do this; it takes {needed}.",
    remedy: "Ask an admin for a key with that role.",
    exit: 4,
    http: 403,
  },
  "auth.cross-site": {
    message: "A page of another origin asked for this; the server refused.",
    remedy:
      "Open the board at the server's own address. To reach it by another host name, start it with --host-name <name>.",
    exit: 4,
    http: 403,
  },
  // the command line's view of the server
  "server.unreachable": {
    message: "No Governor server answers at {url} ({problem}).",
    remedy: "Start one with `governor up`, or say where it is with --url or GOVERNOR_URL.",
    exit: 5,
    http: 503,
  },
  "server.failed": {
    message: "The server failed: {problem}.",
    remedy: "Its log has the cause; `governor up` prints where it lies.",
    exit: 5,
    http: 500,
  },
  "server.starting": {
    message: "The server is not ready: {problem}.",
    remedy: "Try again in a few seconds; /readyz says what it waits for.",
    exit: 5,
    http: 503,
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** An error for a person: its code names a line of ERRORS, its parameters fill the placeholders. */
export class GovernorError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;
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
}

function fill(template: string, parameters: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? "?"));
}
