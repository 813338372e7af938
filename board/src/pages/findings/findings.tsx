import "../../look/tables.css";
import "./findings.css";
import type { Finding } from "@governor/contract";
import { useEffect } from "preact/hooks";
import { useStatus } from "../../data/api.ts";
import { commandOf } from "../../data/command.ts";
import { findingsParams, useFindings, viewOf } from "../../data/findings.ts";
import { agoText, countText } from "../../data/format.ts";
import { useUrl } from "../../data/url.ts";
import { Choice } from "../../parts/choice.tsx";
import { besideOf, useCursor } from "../../parts/cursor.ts";
import { FindingPanel } from "../../parts/finding/finding-panel.tsx";
import { TableFoot } from "../../parts/foot.tsx";
import { pageAt } from "../../parts/shell/pages.ts";
import { Loading, PageFailure } from "../../parts/states.tsx";
import { CSV_HEADER, csvRow } from "./csv.ts";
import { Line } from "./line.tsx";
import { NoFindings } from "./no-findings.tsx";
import { rulesOf, shownOf } from "./shown.ts";

const VIEWS = [
  { id: "active", name: "Active" },
  { id: "snoozed", name: "Snoozed" },
  { id: "fixed", name: "Fixed" },
  { id: "all", name: "All" },
] as const;

/** What is wrong, worst first: who owns it, since when, which change did it, and what a person says to it. */
export function Findings() {
  const url = useUrl();
  const { search, set } = url;
  const from = pageAt(url.path)?.from ?? "now-30d";
  const answer = useFindings(search, from);
  const view = viewOf(search);
  const all = answer.data?.findings ?? [];
  const shown = shownOf(all, view, search.rule);
  useOpenedByHash();
  const keys = shown.map(({ id }) => id);
  const open = (id: string) => set({ finding: id });
  const [cursor, setCursor] = useCursor(keys, open);
  const walk = (by: number) => {
    const next = keys[besideOf(keys, search.finding, by)];
    if (next === undefined) return;
    setCursor(next);
    set({ finding: next }, "replace");
  };
  return (
    <>
      <div class="title-line">
        <div>
          <h1>Findings</h1>
          <p class="sub">
            Limits that do not hold, worst first. They close by themselves once the limit holds again. <Judged />
          </p>
        </div>
        <div class="title-do">
          <RuleChoice rules={rulesOf(all)} />
          <Choice
            label="Which findings"
            options={VIEWS}
            chosen={view}
            choose={(id) => set({ state: id === "active" ? undefined : id })}
          />
        </div>
      </div>
      {!answer.data && <PageFailure error={answer.error} retry={() => void answer.refetch()} />}
      {!answer.data && !answer.error && <Loading rows={8} label="Reading findings" />}
      {answer.data &&
        (shown.length === 0 ? (
          <NoFindings view={view} />
        ) : (
          <Table findings={shown} cursor={cursor} open={open} params={findingsParams(search, from)} />
        ))}
      <FindingPanel known={all.find(({ id }) => id === search.finding)} walk={walk} />
    </>
  );
}

interface TableProps {
  findings: Finding[];
  cursor: string | null;
  open: (id: string) => void;
  params: Record<string, string | undefined>;
}

function Table({ findings, cursor, open, params }: TableProps) {
  const { search } = useUrl();
  return (
    <>
      <div class="card scroll">
        <table class="findings">
          <thead>
            <tr>
              <th scope="col" class="first">
                Finding
              </th>
              <th scope="col" class="limit-cell">
                Observed
              </th>
              <th scope="col" class="far">
                n
              </th>
              <th scope="col" class="wide">
                Since
              </th>
              <th scope="col" class="far left">
                Suspect
              </th>
              <th scope="col" class="wide">
                Owner
              </th>
            </tr>
          </thead>
          <tbody>
            {findings.map((finding) => (
              <Line key={finding.id} finding={finding} selected={finding.id === cursor} open={() => open(finding.id)} />
            ))}
          </tbody>
        </table>
      </div>
      <TableFoot
        command={commandOf("findings list", search, {
          state: params["state"] === "active" ? undefined : params["state"],
          // The command's own default is this page's, not the one of other commands.
          ...(search.from !== undefined && { from: search.from }),
        })}
        period={undefined}
        csv={{ name: "findings.csv", header: CSV_HEADER, rows: () => findings.map(csvRow) }}
      >
        {countText(findings.length)} {findings.length === 1 ? "finding" : "findings"} · j k walk, Enter opens
      </TableFoot>
    </>
  );
}

function RuleChoice({ rules }: { rules: string[] }) {
  const { search, set } = useUrl();
  if (rules.length < 2 && search.rule === undefined) return null;
  return (
    <select
      class="field"
      aria-label="Rule"
      value={search.rule ?? ""}
      onChange={(event) => set({ rule: event.currentTarget.value || undefined })}
    >
      <option value="">every rule</option>
      {[...new Set([...rules, ...(search.rule === undefined ? [] : [search.rule])])].map((rule) => (
        <option key={rule} value={rule}>
          {rule}
        </option>
      ))}
    </select>
  );
}

/** How fresh the list is: judged when, not read when. */
function Judged() {
  const lastMs = useStatus().data?.lastJudgedMs ?? null;
  if (lastMs === null) return null;
  const agoMs = Date.now() - lastMs;
  return <span class={agoMs > 300_000 ? "warn" : "mut"}>Judged {agoText(agoMs)} ago.</span>;
}

/** `/findings#<id>`, as alerts link to it: the id moves to where the board keeps its state. */
function useOpenedByHash(): void {
  const { set } = useUrl();
  useEffect(() => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (id !== "" && id !== "page") set({ finding: id }, "replace");
  }, []);
}
