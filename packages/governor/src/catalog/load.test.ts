import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TAG_ATTRIBUTES } from "@governor/contract";
import { afterAll, describe, expect, test } from "vitest";
import { GovernorError } from "../errors.ts";
import { stepsOf } from "./catalog.ts";
import { formatProblems, loadCatalog, parseCatalog, type Problem } from "./load.ts";

const folder = mkdtempSync(join(tmpdir(), "governor-catalog-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A head that makes a step valid, so that a case is only its own lines: eight lines long. */
const HEAD = `version: 1
teams: { search: , core: }
services:
  cases-api: { owner: search }
journeys:
  find:
    steps:
      results:
`;
const SELECTOR = "        selector: { service: cases-api, method: GET, route: /search }\n";
const TARGET = "        target: { p95: 600ms }\n";

/** What is wrong, the file, and the whole answer: `line:column rule | fix` of each problem. */
const BAD_FILES: [title: string, text: string, problems: string[]][] = [
  ["an empty file", "", ["1:1 missing-key | Add `version: 1`."]],
  ["a list", "- a\n", ["1:1 wrong-type | Write it as `version: 1`."]],
  ["no version", "teams: {}\n", ["1:1 missing-key | Add `version: 1`."]],
  [
    "another version",
    "version: 2\n",
    ["1:10 bad-version | Write `version: 1`, or use the Governor that made the file."],
  ],
  [
    "an open bracket",
    "version: 1\nteams: {\n",
    ["3:1 yaml-syntax | Indent this line like the lines beside it, and close what was opened above it."],
  ],
  ["a tab", "version: 1\nteams:\n\ta: {}\n", ["3:1 yaml-syntax | Indent with spaces."]],
  [
    "two documents",
    "version: 1\n---\nversion: 1\n",
    ["2:1 yaml-syntax | Keep one document: remove the `---` and what follows it."],
  ],
  [
    "an alias without anchor",
    "version: *one\n",
    ["1:10 yaml-syntax | Define the anchor (&one) above the alias (*one), or write the value out."],
  ],
  ["a tag", "version: !env V\n", ["1:10 yaml-syntax | Remove the tag (!name): a catalog is plain YAML."]],
  [
    "a key twice",
    "version: 1\nteams: { a: }\nteams: { b: }\n",
    ["3:1 duplicate-key | Remove one of the two, or give it another name."],
  ],
  ["a misspelt section", "version: 1\njourney: {}\n", ['2:1 unknown-key | Did you mean "journeys"?']],
  [
    "a key of nothing",
    "version: 1\nbananas: {}\n",
    ["2:1 unknown-key | Use one of: version, teams, services, tags, journeys; or remove it."],
  ],
  [
    "a merge key",
    "version: 1\nteams: { a: &a { name: A }, b: { <<: *a } }\n",
    ["2:34 unknown-key | Merge keys are not read: write the keys out, or alias a whole value."],
  ],
  [
    "a channel without quotes",
    "version: 1\nteams:\n  a:\n    contact: #search\n",
    ['4:5 empty-value | Write it in quotes when it begins with #, which starts a comment: `contact: "#search"`.'],
  ],
  [
    "an id that cannot travel in a URL, and mistakes below it",
    "version: 1\nteams:\n  Core Search: { nam: x }\n",
    [
      '3:3 bad-id | Write "core-search", and the old name as its title or name.',
      '3:18 unknown-key | Did you mean "name"?',
    ],
  ],
  ["a number for a name", "version: 1\nteams: { a: { name: 12 } }\n", ['2:21 wrong-type | Put it in quotes: "12".']],
  [
    "a repository by ssh",
    "version: 1\nservices: { a: { repository: git@github.com:org/a.git } }\n",
    ["2:30 bad-url | Write https://github.com/org/a"],
  ],
  [
    "an unknown team of a service",
    "version: 1\nteams: { search: }\nservices:\n  a: { owner: serach }\n",
    ['4:15 unknown-team | Did you mean "search"?'],
  ],
  [
    "an unknown team, and none that is near",
    "version: 1\nservices:\n  a: { owner: finance }\n",
    ["3:15 unknown-team | Add `finance:` under teams."],
  ],
  [
    "an unknown placeholder",
    'version: 1\nservices:\n  a: { rollback: "undo --to {prevous}" }\n',
    ["3:18 bad-template | Did you mean {previous}?"],
  ],
  [
    "a command of two lines",
    "version: 1\nservices:\n  a:\n    rollback: |\n      one\n      two\n",
    ["4:15 bad-template | Join the lines with &&, or call a script."],
  ],
  [
    "an empty text",
    "version: 1\nteams: { a: { name: '' } }\n",
    ["2:21 empty-value | Write its value, such as `name: …`, or remove the key."],
  ],
  ["an id of digits alone", "version: 1\nteams: { 10: }\n", ["2:10 bad-id | Give it another id."]],
  [
    "a service without a name",
    "version: 1\nservices: { '': }\n",
    ["2:13 bad-id | Write the service.name that the service sends."],
  ],
  ["an id that objects have already", "version: 1\nservices: { __proto__: }\n", ["2:13 bad-id | Give it another id."]],
  [
    "a key that is a list",
    "version: 1\n? [a, b]\n: 1\n",
    ["2:3 yaml-syntax | Write one word or a quoted text before the colon."],
  ],
  ["an unknown tag", "version: 1\ntags: { tenent: [a] }\n", ['2:9 unknown-key | Did you mean "tenant"?']],
  [
    "an alias that is no list",
    "version: 1\ntags: { tenant: a }\n",
    ["2:17 wrong-type | Write it as `tenant: [tenant.id]`."],
  ],
  [
    "an alias that is another tag's own name",
    "version: 1\ntags: { tenant: [a, service.name] }\n",
    ["2:21 canonical-alias | Remove it here: an attribute means one tag."],
  ],
  [
    "an alias of two tags",
    "version: 1\ntags:\n  tenant: [org]\n  domain: [org]\n",
    ["4:12 duplicate-alias | Remove it here: an attribute means one tag."],
  ],
  [
    "a journey without steps",
    "version: 1\njourneys:\n  a: {}\n",
    ["3:3 missing-key | Add `steps: { results: { selector: …, target: … } }`."],
  ],
  [
    "a journey of no steps",
    "version: 1\njourneys:\n  a: { steps: {} }\n",
    ["3:8 empty-value | Add a step, or remove the journey."],
  ],
  [
    "an unknown team that is to answer for one thing",
    "version: 1\nteams: { search: }\nservices:\n  a: { owner: search, owners: { queries: serach } }\n",
    ['4:42 unknown-team | Did you mean "search"?'],
  ],
  [
    "an unknown owner of a journey and of a step",
    HEAD.replace("find:", "find:\n    owner: serch") + SELECTOR + TARGET + "        owner: cor\n",
    ['7:12 unknown-team | Did you mean "search"?', '12:16 unknown-team | Did you mean "core"?'],
  ],
  ["a step without a target", HEAD + SELECTOR, ["8:7 missing-key | Add `target: { p95: 600ms }`."]],
  [
    "a step without a selector",
    HEAD + TARGET,
    ["8:7 missing-key | Add `selector: { service: cases-api, method: GET, route: /search }`."],
  ],
  [
    "an unknown service",
    HEAD + SELECTOR.replace("cases-api", "case-api") + TARGET,
    ['9:30 unknown-service | Did you mean "cases-api"?'],
  ],
  [
    "a route and a span",
    `${HEAD}        selector: { service: cases-api, route: /a, span: b }\n${TARGET}`,
    ["9:52 route-and-span | Remove span to measure the request, or route to measure the span."],
  ],
  [
    "neither route nor span",
    `${HEAD}        selector: { service: cases-api, entry: true }\n${TARGET}`,
    ["9:9 empty-selector | Add `route: /api/…` with its method, or `span: <name>`."],
  ],
  [
    "a method without a route",
    `${HEAD}        selector: { service: cases-api, method: GET, span: b }\n${TARGET}`,
    ["9:41 method-without-route | Add the route, or remove method."],
  ],
  [
    "a route on spans that have none",
    `${HEAD}        selector: { service: cases-api, kind: internal, route: /a }\n${TARGET}`,
    ["9:47 impossible-kind | Remove kind, or name the span instead of the route."],
  ],
  [
    "a kind that does not exist",
    `${HEAD}        selector: { service: cases-api, kind: sever, span: a }\n${TARGET}`,
    ['9:47 bad-value | Did you mean "server"?'],
  ],
  [
    "a method in small letters",
    HEAD + SELECTOR.replace("GET", "get") + TARGET,
    ['9:49 bad-value | Did you mean "GET"?'],
  ],
  [
    "a method within the route",
    `${HEAD}        selector: { service: cases-api, route: "GET /a" }\n${TARGET}`,
    ["9:48 bad-route | Write `method: GET` and `route: /a`."],
  ],
  [
    "a URL for a route",
    `${HEAD}        selector: { service: cases-api, route: "https://x.example/a?b=1" }\n${TARGET}`,
    ["9:48 bad-route | Write `route: /a`."],
  ],
  [
    "the same spans twice, once with the default kind written out",
    `${HEAD}${SELECTOR}${TARGET}      again:\n${SELECTOR.replace("method", "kind: server, method")}${TARGET}`,
    ["12:9 duplicate-selector | Change the selector, or remove one of the two steps."],
  ],
  [
    "a target without unit",
    HEAD + SELECTOR + TARGET.replace("600ms", "600"),
    ["10:24 bad-duration | Write the unit: `p95: 600ms`, or one of us, ms, s, m, h, d."],
  ],
  [
    "a window that is no duration",
    HEAD + SELECTOR + TARGET.replace("600ms", "1s, window: five"),
    ["10:36 bad-duration | Write a number and one of us, ms, s, m, h, d: `window: 5m`."],
  ],
  [
    "a target that is not an object",
    `${HEAD}${SELECTOR}        target: 600ms\n`,
    ["10:17 wrong-type | Write it as `target: { p95: 600ms }`."],
  ],
  [
    "too few samples for a p95",
    HEAD + SELECTOR + TARGET.replace("600ms", "1s, min_samples: 19"),
    ["10:41 limit | Write at least 20."],
  ],
  [
    "half a sample",
    HEAD + SELECTOR + TARGET.replace("600ms", "1s, min_samples: 20.5"),
    ["10:41 wrong-type | Write it as `min_samples: 300`."],
  ],
  [
    "a window shorter than a judgement, and a target longer than an hour",
    HEAD + SELECTOR + TARGET.replace("600ms", "61m, window: 9s"),
    ["10:24 limit | Write a duration of 100us to 1h.", "10:37 limit | Write a duration of 10s to 7d."],
  ],
];

describe("a catalog with mistakes", () => {
  test.each(BAD_FILES)("names place, rule and fix of %s", (_title, text, expected) => {
    expect(problemsOf(text).map(({ line, column, rule, fix }) => `${line}:${column} ${rule} | ${fix}`)).toEqual(
      expected,
    );
  });

  test("says every problem at once, first in the file first", () => {
    const text = "version: 3\nteam: {}\nservices: { a: { owner: x } }\n";
    expect(problemsOf(text).map((problem) => problem.line)).toEqual([1, 2, 3]);
  });

  test("shows the line, its neighbours and carets under the place", () => {
    const [problem] = problemsOf("version: 1\nteams:\n  a: { nmae: A }\nservices: {}\n");
    expect(problem?.at).toBe("teams.a.nmae");
    expect(problem?.frame).toBe(
      ["  2 | teams:", "> 3 |   a: { nmae: A }", "    |        ^^^^", "  4 | services: {}"].join("\n"),
    );
  });

  test("is printed with place, rule, frame and fix, and in color only when asked", () => {
    const problems = problemsOf("version: 2\n");
    expect(formatProblems(problems)).toBe(
      [
        "governor.yaml:1:10 bad-version  This is version 2 of the format; this Governor reads version 1.",
        "> 1 | version: 2",
        "    |          ^",
        "  fix: Write `version: 1`, or use the Governor that made the file.",
        "",
      ].join("\n"),
    );
    expect(formatProblems(problems, { color: true })).toContain("\u001b[31mbad-version\u001b[0m");
  });

  test("is refused with the first problem in the message and all of them in the details", () => {
    const error = errorOf(() => parseCatalog("version: 2\nx: 1\n", "governor.yaml"));
    expect(error.code).toBe("catalog.invalid");
    expect(error.message).toContain("governor.yaml has 2 problems: governor.yaml:1:10");
    expect(error.details).toHaveLength(2);
  });

  test("whose lines end as on Windows has the same places", () => {
    expect(problemsOf("version: 1\r\nteams:\r\n  a: { nmae: A }\r\n")[0]).toMatchObject({ line: 3, column: 8 });
  });
});

describe("a catalog without mistakes", () => {
  test("fills in defaults and gives durations in milliseconds", () => {
    const [step] = stepsOf(parseCatalog(HEAD + SELECTOR + TARGET, "governor.yaml"));
    expect(step).toEqual({
      journey: "find",
      journeyTitle: "find",
      step: "results",
      title: "results",
      service: "cases-api",
      endpoint: "GET /search",
      selector: { service: "cases-api", kind: 2, method: "GET", route: "/search", span: "", entry: false },
      targetMs: 600,
      errorRateMax: null,
      payloadMaxBytes: null,
      cacheHitMin: null,
      windowMs: 300_000,
      minSamples: 300,
      owner: { team: "search", contact: "", source: "service" },
    });
  });

  test("lets a value be an alias of another", () => {
    const text = `${HEAD}${SELECTOR}        target: &fast { p95: 1.2s, window: 1h }\n      more:\n        selector: { service: cases-api, span: more, entry: true }\n        target: *fast\n`;
    const steps = stepsOf(parseCatalog(text, "governor.yaml"));
    expect(steps.map((step) => [step.targetMs, step.windowMs])).toEqual([
      [1200, 3_600_000],
      [1200, 3_600_000],
    ]);
    expect(steps[1]?.selector).toMatchObject({ kind: 0, span: "more", entry: true });
  });

  test("adds aliases behind the canonical names of a tag", () => {
    const { tagAttributes } = parseCatalog("version: 1\ntags: { tenant: [tenant.id, org] }\n", "f");
    expect(tagAttributes.tenant).toEqual([...TAG_ATTRIBUTES.tenant, "tenant.id", "org"]);
    expect(tagAttributes.env).toEqual(TAG_ATTRIBUTES.env);
  });

  test("has a version that only its content changes", () => {
    const version = parseCatalog(HEAD + SELECTOR + TARGET, "a").version;
    expect(parseCatalog(`# a comment\n${HEAD}${SELECTOR}${TARGET}`, "b").version).toBe(version);
    expect(parseCatalog(HEAD + SELECTOR + TARGET.replace("600", "601"), "a").version).not.toBe(version);
  });

  test("may name things as JavaScript names its own", () => {
    const text = "version: 1\nteams: { constructor: }\nservices: { toString: { owner: constructor } }\n";
    expect(parseCatalog(text, "f").services.get("toString")?.owner).toBe("constructor");
    expect(problemsOf("version: 1\nservices: { a: { owner: constructor } }\n").map(place)).toEqual([
      "2:25 unknown-team",
    ]);
  });

  test("is the example's: five journeys, their steps with the targets of their owners", () => {
    const path = new URL("../../../../example/governor.yaml", import.meta.url).pathname;
    const steps = stepsOf(loadCatalog(path));
    expect(
      steps.map((step) => `${step.journey} ${step.service} ${step.endpoint} ${step.targetMs} ${step.owner?.team}`),
    ).toEqual([
      "case-search cases-api GET /api/cases/search 600 core-search",
      "case-search cases-api GET /api/cases/:id/graph 450 core-search",
      "entity-link entities-api POST /api/entities 500 core-entities",
      "entity-link entities-api relationships.write 350 core-entities",
      "timeline timeline-api GET /api/cases/:id/timeline 700 timeline",
      "timeline timeline-api GET /api/media/:id 800 timeline",
      "export exports-api POST /api/exports 200 exports",
      "export exports-api export.enqueue 100 exports",
      "export exports-worker export.job 90000 exports",
      "export exports-api export.download_start 400 exports",
      "copilot copilot-api POST /api/copilot/answers 1200 copilot",
      "copilot copilot-api chat standin-small 800 copilot",
      "copilot copilot-api GET /api/copilot/answers/:id 400 copilot",
    ]);
  });
});

describe("a catalog that cannot be read", () => {
  test("says why: missing, a folder, not text", () => {
    writeFileSync(join(folder, "binary.yaml"), Buffer.from([0x76, 0xff, 0xfe]));
    expect(errorOf(() => loadCatalog(join(folder, "none.yaml"))).message).toContain("there is no such file");
    expect(errorOf(() => loadCatalog(folder)).message).toContain("it is a folder");
    const error = errorOf(() => loadCatalog(join(folder, "binary.yaml")));
    expect(error.code).toBe("catalog.unreadable");
    expect(error.message).toContain("it is not UTF-8 text");
  });
});

function problemsOf(text: string): Problem[] {
  return errorOf(() => parseCatalog(text, "governor.yaml")).details as Problem[];
}

function place(problem: Problem): string {
  return `${problem.line}:${problem.column} ${problem.rule}`;
}

function errorOf(run: () => unknown): GovernorError {
  try {
    run();
  } catch (error) {
    if (error instanceof GovernorError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
