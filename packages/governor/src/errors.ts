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
  "usage.invalid": {
    message: "{problem}.",
    remedy: "Run `{command} --help` for the arguments and an example.",
    exit: 2,
    http: 400,
  },
  "usage.setting": {
    message: "{setting}: {problem}.",
    remedy: "Correct it, or leave it out for the server on this machine.",
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
  "event.invalid": {
    message: "The change event is not valid: {problem}.",
    remedy: "{fix}",
    exit: 2,
    http: 400,
  },
  "intake.unavailable": {
    message: "Nothing can be written now: {problem}.",
    remedy: "Send it again in a few seconds; if it stays, look at free disk space and at /readyz.",
    exit: 5,
    http: 503,
  },
  "auth.required": {
    message: "This address asks for a key.",
    remedy:
      "Send `Authorization: Bearer <key>`; make one on the server's machine with `governor keys create --name <name> --role <role>`.",
    exit: 4,
    http: 401,
  },
  "auth.unknown-key": {
    message: "No key in use has this secret.",
    remedy: "Copy it once more, or make a new one with `governor keys create --name <name> --role <role>`.",
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
  // the stores
  "store.locked": {
    message: "The data folder {folder} is in use by another server (process {pid}).",
    remedy: "Stop that server first, or start this one with another folder: --data <folder>.",
    exit: 5,
    http: 503,
  },
  "store.folder-unusable": {
    message: "The data folder {folder} cannot be used: {problem}.",
    remedy: "{hint}",
    exit: 5,
    http: 503,
  },
  "store.schema-newer": {
    message: "The {store} store has schema version {found}; this program knows versions up to {known}.",
    remedy: "Start the newer Governor that wrote it, or restore the backup from before that upgrade.",
    exit: 5,
    http: 503,
  },
  "store.migration-failed": {
    message: "Migration {name} of the {store} store failed: {problem}.",
    remedy: "Nothing after it was applied. Repair the cause and start again; applying it twice is safe.",
    exit: 5,
    http: 503,
  },
  "store.engine-missing": {
    message: "There is no {engine} for {platform} in this installation.",
    remedy:
      "Install with optional dependencies (npm install --include=optional), or give a server's address: {option}.",
    exit: 5,
    http: 503,
  },
  "store.engine-failed": {
    message: "The {engine} engine did not start: {problem}.",
    remedy: "See the log lines before this one; check that the disk has space and that the data folder is writable.",
    exit: 5,
    http: 503,
  },
  "facts.unavailable": {
    message: "The facts store does not answer ({problem}).",
    remedy: "An embedded engine is restarted by itself within seconds; for one by URL, check its address and network.",
    exit: 5,
    http: 503,
  },
  "facts.timeout": {
    message: "Reading {name} took longer than {timeout_ms} ms and was given up.",
    remedy: "Ask for a shorter period or fewer tags.",
    exit: 5,
    http: 504,
  },
  "facts.failed": {
    message: "The facts store refused {name}: {problem}.",
    remedy: "Report it with the server's log; the engine's code is {engine_code}.",
    exit: 5,
    http: 500,
  },
  "state.unavailable": {
    message: "The state store does not answer ({problem}).",
    remedy: "An embedded engine is restarted by itself within seconds; for one by URL, check its address and network.",
    exit: 5,
    http: 503,
  },
  "state.failed": {
    message: "The state store refused {name}: {problem}.",
    remedy: "Report it with the server's log; the SQLSTATE is {engine_code}.",
    exit: 5,
    http: 500,
  },
  "key.name-taken": {
    message: 'There is a key named "{name}" already.',
    remedy: "Choose another name, or revoke that key first: `governor keys list` shows its id.",
    exit: 2,
    http: 409,
  },
  // the command line's view of the server
  "server.unreachable": {
    message: "No Governor server answers at {url} ({problem}).",
    remedy: "Start one with `governor up`, or say where it is with --url or GOVERNOR_URL.",
    exit: 5,
    http: 503,
  },
  "server.address-in-use": {
    message: "Another program already listens on {address}.",
    remedy: "Stop it, or choose another address with --http <host:port> (--public for the public listener).",
    exit: 2,
    http: 500,
  },
  "server.failed": {
    message: "The server failed: {problem}.",
    remedy: "Its log has the cause; `governor up` prints where it lies.",
    exit: 5,
    http: 500,
  },
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
