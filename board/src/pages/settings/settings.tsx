import "../../look/tables.css";
import "../../look/forms.css";
import "./settings.css";
import type { SessionResponse } from "@governor/contract";
import { useQueryClient } from "@tanstack/react-query";
import type { ComponentType } from "preact";
import { send } from "../../data/api.ts";
import { mayDo, useSession } from "../../data/session.ts";
import { useDecisions } from "../../data/settings.ts";
import { useUrl } from "../../data/url.ts";
import { Choice } from "../../parts/choice.tsx";
import { Loading } from "../../parts/states.tsx";
import { Audit } from "./audit.tsx";
import { Decisions } from "./decisions.tsx";
import { Keys } from "./keys.tsx";

const PARTS = [
  { id: "keys", name: "Keys", part: Keys },
  { id: "decisions", name: "Decisions", part: Decisions },
  { id: "audit", name: "Audit", part: Audit },
] as const satisfies readonly { id: string; name: string; part: ComponentType }[];

type PartId = (typeof PARTS)[number]["id"];

/** Who may do what, who did what, and who is told. */
export function Settings() {
  const { search, set } = useUrl();
  const session = useSession();
  const shown = PARTS.find(({ id }) => id === search.show) ?? PARTS[0];
  const isAdmin = mayDo(session?.principal, "admin");
  return (
    <>
      <div class="title-line">
        <div>
          <h1>Settings</h1>
          <p class="sub">{session ? <Who session={session} /> : "\u00a0"}</p>
        </div>
        {isAdmin && <PartChoice chosen={shown.id} choose={(id) => set({ show: id === "keys" ? undefined : id })} />}
      </div>
      {!session && <Loading rows={6} label="Reading who you are" />}
      {session && !isAdmin && <NotYours role={session.role} />}
      {isAdmin && <shown.part />}
    </>
  );
}

/** What waits for somebody is counted where it is found. */
function PartChoice({ chosen, choose }: { chosen: PartId; choose: (id: PartId) => void }) {
  const waiting = useDecisions().data?.decisions.filter(({ state }) => state === "open").length ?? 0;
  const options = PARTS.map(({ id, name }) => ({
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
      <h2>Keys, decisions, alerts and the audit log are an admin’s</h2>
      <p>
        Your role is {role}. Ask an admin for a key with another one, or for the change itself; it will stand in the
        audit log with their name.
      </p>
    </div>
  );
}
