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
} as const satisfies Record<string, ErrorEntry>;
