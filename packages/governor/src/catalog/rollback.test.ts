import { expect, test } from "vitest";
import { parseCatalog } from "./load.ts";
import { placeholderProblem, rollbackCommand } from "./rollback.ts";

const CATALOG = parseCatalog(
  `
version: 1
services:
  cases-api: { rollback: "undo {service} --in {env} --from {release} --to {previous} --again {previous}" }
  fixed: { rollback: "make back" }
  none:
`,
  "governor.yaml",
);
const VALUES = { service: "cases-api", env: "prod", release: "v2.0.1+b.7", previous: "sha256:0a/b@c_d" };

test("placeholders are filled, each as often as it stands there", () => {
  expect(rollbackCommand(CATALOG, VALUES)).toEqual({
    command: "undo cases-api --in prod --from v2.0.1+b.7 --to sha256:0a/b@c_d --again sha256:0a/b@c_d",
    note: "",
  });
});

test.each([
  "v1; rm -rf /",
  "$(id)",
  "`id`",
  "v1 v2",
  "v1\nid",
  "v1\n",
  "v'1",
  'v"1',
  "v1|x",
  "v1&",
  "v1>x",
  "*",
  "~",
  "v1\\",
  "vé",
  "--force",
  "-f",
])("a release named %j makes no command", (previous) => {
  const { command, note } = rollbackCommand(CATALOG, { ...VALUES, previous });
  expect(command).toBeNull();
  expect(note).toBe("The previous release holds characters that do not belong in a command.");
});

test("what the template does not use may hold anything", () => {
  expect(rollbackCommand(CATALOG, { service: "fixed", env: "", release: "$(id)", previous: "" }).command).toBe(
    "make back",
  );
});

test("without the previous release there is no command that needs it", () => {
  expect(rollbackCommand(CATALOG, { ...VALUES, previous: "" })).toEqual({
    command: null,
    note: "The previous release is not known.",
  });
});

test("a service without a template has no command, and the note says so", () => {
  const note = "The catalog has no rollback command for none.";
  expect(rollbackCommand(CATALOG, { ...VALUES, service: "none" })).toEqual({ command: null, note });
  expect(rollbackCommand(CATALOG, { ...VALUES, service: "unheard-of" }).command).toBeNull();
});

test("braces of the shell and of other templates are left alone", () => {
  expect(placeholderProblem("echo ${HOME} {{name}} {.items} {previous}")).toBeNull();
  expect(placeholderProblem("echo {tag}")?.fix).toBe("Use {service}, {env}, {release}, {previous}.");
});
