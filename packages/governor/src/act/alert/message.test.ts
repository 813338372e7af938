import { expect, test } from "vitest";
import { LIMITS } from "@governor/contract";
import { mailOf } from "./email.ts";
import type { FindingAlert } from "./event.ts";
import { contentOf, testContent, titleOf } from "./message.ts";
import { slackBody } from "./slack.ts";
import { checkTarget, defaultName, shownTarget } from "./target.ts";
import { webhookBody } from "./webhook.ts";

const ABOUT = { id: "m-1", timeUnixMs: 1_795_000_000_000, isSummary: false, boardUrl: "https://governor.example.com" };

function alert(over: Partial<FindingAlert> = {}): FindingAlert {
  return {
    id: "f-1",
    event: "opened",
    timeUnixMs: ABOUT.timeUnixMs,
    openedMs: ABOUT.timeUnixMs,
    note: "",
    rule: "budget.p95",
    subject: { service: "api" },
    summary: "Search: p95 912 ms is over its target of 600 ms.",
    observed: 912,
    limit: 600,
    unit: "ms",
    sinceMs: ABOUT.timeUnixMs - 60_000,
    owner: { team: "core-search", contact: "#search", source: "step" },
    suspect: {
      kind: "deploy",
      service: "api",
      release: "v2",
      sha: "a1b2c3d4e5f60718293a",
      actor: "rosa",
      owner: "",
      url: "",
      timeUnixMs: null,
      probability: 0.86,
      reasons: [],
    },
    rollback: {
      service: "api",
      fromRelease: "v2",
      toRelease: "v1",
      command: "kubectl rollout undo deploy/api",
      note: "",
    },
    remedy: "Batch the repeated query.",
    ...over,
  };
}

test("a message lists each finding once, as after its last change, the worst open one first", () => {
  const content = contentOf(
    [
      alert({ id: "mild", observed: 700 }),
      alert({ id: "gone", observed: 5_000 }),
      alert({ id: "bad", observed: 6_000 }),
      alert({ id: "gone", observed: 5_000, event: "fixed" }),
    ],
    ABOUT,
  );
  expect(content.findings.map(({ id, event }) => `${id} ${event}`)).toEqual([
    "bad opened",
    "mild opened",
    "gone fixed",
  ]);
  expect(titleOf(content)).toBe("3 findings (2 opened, 1 fixed) · core-search");
  expect(titleOf({ ...content, isSummary: true })).toMatch(/^After quiet hours: 3 findings/);
});

test("a message lists so many findings at most, and tells of the others", () => {
  const many = Array.from({ length: LIMITS.alertFindings + 1 }, (_, i) => alert({ id: `f-${i}` }));
  const content = contentOf(many, ABOUT);
  expect(content.findings).toHaveLength(LIMITS.alertFindings);
  expect(mailOf(content).text).toContain("… and 1 more: https://governor.example.com/findings");
  const { blocks } = JSON.parse(slackBody(content)) as { blocks: unknown[] };
  expect(blocks.length).toBeLessThanOrEqual(50);
  expect(JSON.stringify(blocks)).toContain("and 1 more");
});

test("a mail says what, how much, since when, who, why and how to go back", () => {
  const mail = mailOf(contentOf([alert()], ABOUT));
  expect(mail.subject).toBe("[Governor] Opened: Search: p95 912 ms is over its target of 600 ms.");
  expect(mail.messageId).toBe("<m-1@governor>");
  expect(mail.text).toContain("Owner:   core-search #search");
  expect(mail.text).toContain("Since:   2026-11-18 11:05 UTC");
  expect(mail.text).toContain("Suspect: deploy of api v2 a1b2c3d4e5f6 by rosa, probability 0.86");
  expect(mail.text).toContain("Back:    kubectl rollout undo deploy/api");
  expect(mail.text).toContain("https://governor.example.com/findings#f-1");
});

test("what is fixed names neither a suspect nor a way back", () => {
  const { text } = mailOf(contentOf([alert({ event: "fixed", note: "Closed: nobody calls it." })], ABOUT));
  expect(text).toContain("Fixed: Search");
  expect(text).toContain("Note:    Closed: nobody calls it.");
  expect(text).not.toMatch(/Suspect|Back:/);
});

test("in a chat no name from telemetry can link, call everybody, or end the code that it stands in", () => {
  const evil = alert({
    summary: "<!channel> <https://evil.example|click> & more\u0007\nnew line",
    rollback: { service: "api", fromRelease: "v2", toRelease: "v1", command: "undo `x` <y>", note: "" },
  });
  const { text, blocks } = JSON.parse(slackBody(contentOf([evil, alert({ id: "f-2" })], ABOUT))) as {
    text: string;
    blocks: { text?: { text: string } }[];
  };
  const shown = blocks.map((block) => block.text?.text ?? "").join("\n");
  expect(shown).toContain("&lt;!channel&gt; &lt;https://evil.example|click&gt; &amp; more new line");
  expect(shown).toContain("`undo 'x' &lt;y&gt;`");
  expect([...`${text}${shown}`.matchAll(/<([^|>]*)/g)].map(([, target]) => target)).toEqual([
    "https://governor.example.com/findings#f-1",
    "https://governor.example.com/findings#f-2",
  ]);
});

test("a section of a chat's message keeps its link, however long the words", () => {
  const { blocks } = JSON.parse(slackBody(contentOf([alert({ remedy: "&".repeat(5_000) })], ABOUT))) as {
    blocks: { text: { text: string } }[];
  };
  const last = blocks.at(-1)?.text.text ?? "";
  expect(last.length).toBeLessThanOrEqual(3_000);
  expect(last).toMatch(/(?:&amp;)…\n<https:\/\/governor\.example\.com\/findings#f-1\|Open the finding>$/);
});

test("a webhook gets numbers and links; a test says that it is one", () => {
  expect(JSON.parse(webhookBody(contentOf([alert()], ABOUT)))).toMatchObject({
    schemaVersion: 1,
    type: "findings.changed",
    id: "m-1",
    total: 1,
    findings: [{ id: "f-1", observed: 912, limit: 600, url: "https://governor.example.com/findings#f-1" }],
  });
  const trial = testContent({ id: "t", timeUnixMs: 1, boardUrl: "https://governor.example.com" });
  expect(JSON.parse(webhookBody(trial))).toMatchObject({ type: "test", findings: [] });
  expect(mailOf(trial).text).toContain("this is a test");
});

test.each([
  ["webhook", "https://example.com/hook", null],
  ["slack", "http://127.0.0.1:9/services/T0/B0/xyz", null],
  ["webhook", "ftp://example.com/", "neither https: nor http:"],
  ["webhook", "file:///etc/passwd", "neither https: nor http:"],
  ["webhook", "https://user:pass@example.com/", "a user or a password"],
  ["slack", "example.com", "it is not a URL"],
  ["email", "search@example.com", null],
  ["email", "a@example.com, b@example.com", "one e-mail address"],
  ["email", "a@example.com\nBcc: b@example.com", "one e-mail address"],
] as const)("the %s target %j is refused: %s", (kind, target, problem) => {
  if (problem === null) expect(() => checkTarget(kind, target)).not.toThrow();
  else expect(() => checkTarget(kind, target)).toThrow(problem);
});

test("a target has an end", () => {
  const of = (chars: number) => `https://example.com/${"x".repeat(chars - 20)}`;
  expect(() => checkTarget("webhook", of(2_048))).not.toThrow();
  expect(() => checkTarget("webhook", of(2_049))).toThrow("too long");
});

test("of an address that may be a secret only the host and its end are shown", () => {
  expect(shownTarget("slack", "https://hooks.example.com/services/T0000/B0000/abcdefgh")).toBe(
    "https://hooks.example.com/…efgh",
  );
  expect(shownTarget("webhook", "https://example.com/")).toBe("https://example.com");
  expect(shownTarget("webhook", "https://example.com/hook?key=12345678")).toBe("https://example.com/…5678");
  expect(shownTarget("webhook", "https://example.com/short")).toBe("https://example.com/…");
  expect(defaultName("slack", "https://hooks.example.com/services/T0")).toBe("slack hooks.example.com");
});
