import type { ErrorEntry } from "./entry.ts";

/** Keys, roles and who may do what. */
export const ACCESS_ERRORS = {
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
  "auth.limited": {
    message: "A key that is limited to tenants or teams may not do this: it would reach beyond them.",
    remedy: "Ask with a key that is not limited.",
    exit: 4,
    http: 403,
  },
  "auth.too-many": {
    message: "Too many wrong keys came from this address within a minute.",
    remedy: "Wait a minute. A right key is taken all the while.",
    exit: 4,
    http: 429,
  },
  "auth.second-person": {
    message: "This takes a second person: {why}.",
    remedy:
      "Two people each need a key that the other did not make: make both on the server's machine with `governor keys create --name <person> --role owner`, propose with one (--key) and decide with the other.",
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
  "key.name-taken": {
    message: 'There is a key named "{name}" already.',
    remedy: "Choose another name, or revoke that key first: `governor keys list` shows its id.",
    exit: 2,
    http: 409,
  },
  "key.scope-refused": {
    message: "A key of the role {role} cannot be limited to tenants or teams: {why}.",
    remedy: "Leave --tenant and --team out, or choose one of the roles {roles}.",
    exit: 2,
    http: 400,
  },
  "decision.closed": {
    message: "This was {state} already.",
    remedy: "`governor decisions list --all` shows by whom and when; propose it again where it is still wanted.",
    exit: 2,
    http: 409,
  },
  "decision.open": {
    message: "This is proposed already and waits for a second person.",
    remedy: "`governor decisions list` shows it with its id.",
    exit: 2,
    http: 409,
  },
  "setup.closed": {
    message: "This server is set up: it has an owner's key.",
    remedy:
      "Sign in with that key. Where it is lost, make another on the server's machine: `governor keys create --name <name> --role owner`.",
    exit: 4,
    http: 409,
  },
  "setup.wrong-token": {
    message: "This set-up link is not in force.",
    remedy: "Use the newest link: `governor up` prints one at each start, and it works for an hour, once.",
    exit: 4,
    http: 403,
  },
} as const satisfies Record<string, ErrorEntry>;
