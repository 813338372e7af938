import type { CheckResult, Outcome, ServiceReadiness } from "@governor/contract";
import { Fragment } from "preact";
import { useUrl } from "../../data/url.ts";
import { Copy } from "../../parts/copy.tsx";
import { rowId, useCursor } from "../../parts/cursor.ts";
import { Prose } from "../../parts/prose.tsx";
import { commandIn, countsText, worstChecks, type TeamServices } from "./by-team.ts";

/** Checks × services, a row a service, by team. A row opens to what each check found and what to do next. */
export function Checks({ groups }: { groups: TeamServices[] }) {
  const { search, set } = useUrl();
  const services = groups.flatMap((group) => group.services);
  const toggle = (service: string) => set({ open: search.open === service ? undefined : service });
  const [cursor, setCursor] = useCursor(
    services.map(({ service }) => service),
    toggle,
  );
  const titles = services[0]?.checks.map(({ check, title }) => ({ check, title })) ?? [];
  return (
    <div class="card scroll">
      <table class="checks">
        <thead>
          <tr>
            <th scope="col" class="first">
              Service
            </th>
            {titles.map(({ check, title }) => (
              <th key={check} scope="col" class="wide check-cell">
                {title}
              </th>
            ))}
            <th scope="col" class="score-cell">
              Passes
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Fragment key={group.team}>
              <tr class="group-row">
                <th scope="colgroup" colSpan={titles.length + 2}>
                  {group.team || "Owned by nobody"} <span class="mut">{countsText(group)}</span>
                </th>
              </tr>
              {group.services.map((each) => (
                <Row
                  key={each.service}
                  service={each}
                  selected={each.service === cursor}
                  open={each.service === search.open}
                  toggle={() => {
                    setCursor(each.service);
                    toggle(each.service);
                  }}
                />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  service: ServiceReadiness;
  selected: boolean;
  open: boolean;
  toggle: () => void;
}

function Row({ service, selected, open, toggle }: RowProps) {
  const { checks, passed, failed } = service;
  return (
    <>
      <tr id={rowId(service.service)} class={selected ? "row sel" : "row"} onClick={toggle}>
        <th scope="row" class="first">
          <button type="button" class="row-open" aria-expanded={open}>
            {service.service}
          </button>{" "}
          {!service.inCatalog && <span class="of-service">not in the catalog</span>}
        </th>
        {checks.map((check) => (
          <td key={check.check} class="wide check-cell" title={check.summary}>
            <Mark outcome={check.outcome} />
          </td>
        ))}
        <td class="score-cell">
          <b class={failed > 0 ? "bad" : passed === checks.length ? "good" : ""}>{passed}</b>
          <span class="mut"> of {checks.length}</span>
        </td>
      </tr>
      {open && (
        <tr class="opened">
          <td colSpan={checks.length + 2}>
            <ul class="plain check-list detail">
              {worstChecks(checks).map((check) => (
                <Check key={check.check} check={check} />
              ))}
            </ul>
          </td>
        </tr>
      )}
    </>
  );
}

function Check({ check }: { check: CheckResult }) {
  const command = commandIn(check.remedy);
  return (
    <li>
      <Mark outcome={check.outcome} />
      <div>
        <b>{check.title}</b> <Prose text={check.summary} />
        {check.remedy && (
          <p class="next">
            <Prose text={check.remedy} />{" "}
            {command !== null && (
              <Copy text={command} class="quiet">
                Copy command
              </Copy>
            )}
          </p>
        )}
      </div>
    </li>
  );
}

const WORDS: Record<Outcome, string> = { pass: "pass", breach: "fail", "not-enough-data": "cannot be judged yet" };
const SIGNS: Record<Outcome, string> = { pass: "✓", breach: "✕", "not-enough-data": "?" };

/** Told apart without colour too. */
function Mark({ outcome }: { outcome: Outcome }) {
  return (
    <span class={`sign ${outcome}`} role="img" aria-label={WORDS[outcome]}>
      {SIGNS[outcome]}
    </span>
  );
}
