import type { Finding } from "@governor/contract";
import { describe, expect, test } from "vitest";
import { findingsOf } from "../../dev/findings.ts";
import { afterChange, inverseOf, snoozeChoices } from "./finding-change.ts";

const NOW_MS = new Date(2_026, 10, 23, 22, 30).getTime();
const by = { name: "rosa", nowMs: NOW_MS };
const finding = findingsOf(NOW_MS)[0] as Finding;

describe("a finding shows a change before the server has answered", () => {
  test("acknowledged, it says who is on it and why", () => {
    const after = afterChange(finding, { kind: "acknowledge", note: "Rolling back" }, by);
    expect(after).toMatchObject({ state: "acknowledged", triagedMs: NOW_MS });
    expect(after.history.at(-1)).toMatchObject({ event: "acknowledged", actorName: "rosa", note: "Rolling back" });
  });

  test("snoozed, it stays open and knows until when and why", () => {
    const after = afterChange(finding, { kind: "snooze", untilMs: NOW_MS + 1, reason: "Known, fix is out" }, by);
    expect(after.state).toBe("open");
    expect(after.snooze).toMatchObject({ untilMs: NOW_MS + 1, reason: "Known, fix is out", byName: "rosa" });
    expect(afterChange(after, { kind: "unsnooze", note: "" }, by).snooze).toBeNull();
  });

  test("a comment changes nothing but the history", () => {
    const after = afterChange(finding, { kind: "comment", text: "Seen on acme only" }, by);
    expect(after).toMatchObject({ state: finding.state, snooze: null });
    expect(after.history).toHaveLength(finding.history.length + 1);
  });

  test("the time of its first triage stays the first", () => {
    const seen = { ...finding, triagedMs: 7 };
    expect(afterChange(seen, { kind: "comment", text: "again" }, by).triagedMs).toBe(7);
  });
});

test("what can be taken back says how, and a comment cannot", () => {
  expect(inverseOf({ kind: "snooze", untilMs: 1, reason: "x" })?.kind).toBe("unsnooze");
  expect(inverseOf({ kind: "acknowledge", note: "" })?.kind).toBe("reopen");
  expect(inverseOf({ kind: "comment", text: "x" })).toBeNull();
});

test("snoozes end later and later, and tomorrow is nine in the morning of the reader's day", () => {
  const choices = snoozeChoices(NOW_MS);
  expect(choices.map(({ untilMs }) => untilMs)).toEqual(
    choices.map(({ untilMs }) => untilMs).toSorted((a, b) => a - b),
  );
  expect(choices[2]?.untilMs).toBe(new Date(2_026, 10, 24, 9).getTime());
});
