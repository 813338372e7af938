import type { ErrorEntry } from "./entry.ts";

/** Settings and the command line. */
export const USAGE_ERRORS = {
  "config.invalid": {
    message: "The setting {setting} is not valid: {problem}.",
    remedy: "Run `governor up --help`, or see docs/configuration.md.",
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
} as const satisfies Record<string, ErrorEntry>;
