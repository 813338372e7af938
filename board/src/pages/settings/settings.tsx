import "../../look/tables.css";
import "../../look/forms.css";
import "./settings.css";
import type { SessionResponse } from "@governor/contract";
import { useQueryClient } from "@tanstack/react-query";
import type { ComponentType } from "preact";
import { send } from "../../data/api.ts";
import { mayDo, useSession, type Doing } from "../../data/session.ts";
import { useDecisions } from "../../data/settings.ts";
import { useUrl } from "../../data/url.ts";
import { Choice } from "../../parts/choice.tsx";
import { Loading } from "../../parts/states.tsx";
import { Alerts } from "./alerts.tsx";
import { Audit } from "./audit.tsx";
import { Decisions } from "./decisions.tsx";
import { Keys } from "./keys.tsx";
import { Store } from "./store.tsx";

const PARTS = [
  { id: "keys", name: "Keys", needs: "admin", part: Keys },
  { id: "decisions", name: "Decisions", needs: "admin", part: Decisions },
  { id: "alerts", name: "Alerts", needs: "write", part: Alerts },
  { id: "store", name: "Store", needs: "admin", part: Store },
  { id: "audit", name: "Audit", needs: "admin", part: Audit },
] as const satisfies readonly { id: string; name: string; needs: Doing; part: ComponentType }[];

type Part = (typeof PARTS)[number];

/** Who may do what, who did what, and who is told. */
export function Settings() {
  const { search, set } = useUrl();
  const session = useSession();
  const parts = PARTS.filter(({ needs }) => mayDo(session?.principal, needs));
  const shown = parts.find(({ id }) => id === search.show) ?? parts[0];
  return (
    <>
      <div class="title-line">
        <div>
          <h1>Settings</h1>
          <p class="sub">{session ? <Who session={session} /> : "\u00a0"}</p>
        </div>
        {shown && parts.length > 1 && (
          <PartChoice
            parts={parts}
            chosen={shown.id}
            choose={(id) =>
              set({ show: id === "keys" ? undefined : id, actor: undefined, action: undefined, before: undefined })
            }
          />
        )}
      </div>
      {!session && <Loading rows={6} label="Reading who you are" />}
      {session && parts.length < PARTS.length && <NotYours role={session.role} />}
      {shown && <shown.part />}
    </>
  );
}

interface PartChoiceProps {
  parts: readonly Part[];
  chosen: Part["id"];
  choose: (id: Part["id"]) => void;
}

/** What waits for somebody is counted where it is found. */
function PartChoice({ parts, chosen, choose }: PartChoiceProps) {
  const waiting = useDecisions().data?.decisions.filter(({ state }) => state === "open").length ?? 0;
  const options = parts.map(({ id, name }) => ({
    id,
    name: id === "decisions" && waiting > 0 ? `${name} (${waiting})` : name,
  }));
  return <Choice label="Which settings" options={options} chosen={chosen} choose={choose} />;
}

function Who({ session }: { session: SessionResponse }) {
  const queries = useQueryClient();
  const { principal, role, by } = session;
  const reach = [
    principal.tenants === "all" ? "" : `tenants ${principal.tenants.join(", ")}`,
    principal.teams === "all" ? "" : `teams ${principal.teams.join(", ")}`,
  ].filter(Boolean);
  const signOut = async () => {
    await send("DELETE", "/session");
    await queries.resetQueries();
  };
  return (
    <>
      You are <b>{by === "address" ? "a person on the server’s machine" : principal.name}</b>, {role}
      {reach.length > 0 && `, limited to ${reach.join(" and ")}`}.{" "}
      {by === "cookie" && (
        <button type="button" class="link" onClick={() => void signOut()}>
          Sign out
        </button>
      )}
    </>
  );
}

function NotYours({ role }: { role: string }) {
  return (
    <div class="card lead">
      <h2>Keys, decisions, the store and the audit log are an admin’s</h2>
      <p>
        Your role is {role}. Ask an admin for a key with another one, or for the change itself; it will stand in the
        audit log with their name.
      </p>
    </div>
  );
}
