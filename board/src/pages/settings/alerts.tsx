import type { AlertMessage, AlertRoute, AlertTestResponse } from "@governor/contract";
import { useState } from "preact/hooks";
import { send } from "../../data/api.ts";
import { timeText } from "../../data/format.ts";
import { useAct, useAlertMessages, useAlertRoutes } from "../../data/settings.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Snippet } from "../../parts/copy.tsx";
import { TableFoot } from "../../parts/foot.tsx";
import { Problem } from "../../parts/problem.tsx";
import { Loading, Notice, PageFailure } from "../../parts/states.tsx";
import { AddRoute } from "./add-route.tsx";
import { quietText } from "./quiet.ts";

/** Who is told when a finding changes its state, and whether it arrived. */
export function Alerts() {
  const answer = useAlertRoutes();
  const [open, setOpen] = useState<"add" | AlertRoute | null>(null);
  const routes = answer.data?.routes ?? [];
  const mailProblem = answer.data?.mailProblem ?? null;
  return (
    <>
      {!answer.data && <PageFailure error={answer.error} retry={() => void answer.refetch()} />}
      {!answer.data && !answer.error && <Loading rows={5} label="Reading alert routes" />}
      {mailProblem !== null && routes.some(({ kind }) => kind === "email") && (
        <Notice tone="warn">Mail cannot be sent: {mailProblem}</Notice>
      )}
      {answer.data && (
        <>
          <div class="card scroll">
            <div class="card-head">
              <p>Each change of a finding is told once, together with what else changed for the same owner.</p>
              <button type="button" class="btn primary" onClick={() => setOpen("add")}>
                Add a route
              </button>
            </div>
            {routes.length > 0 ? <Routes routes={routes} remove={setOpen} /> : <NoRoutes />}
          </div>
          <TableFoot
            command="governor alerts list"
            period={undefined}
            csv={{ name: "alert-routes.csv", header: CSV_HEADER, rows: () => routes.map(csvRow) }}
          >
            {routes.length} {routes.length === 1 ? "route" : "routes"}
          </TableFoot>
          {routes.length > 0 && <Messages />}
        </>
      )}
      {open === "add" && <AddRoute mailProblem={mailProblem} close={() => setOpen(null)} />}
      {open !== null && open !== "add" && <RemoveRoute route={open} close={() => setOpen(null)} />}
    </>
  );
}

function Routes({ routes, remove }: { routes: AlertRoute[]; remove: (route: AlertRoute) => void }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col" class="first">
            Route
          </th>
          <th scope="col" class="mid left">
            For
          </th>
          <th scope="col" class="wide left">
            Quiet
          </th>
          <th scope="col" class="wide">
            Last sent
          </th>
          <th scope="col" class="far">
            Waiting
          </th>
          <th scope="col">
            <span class="offscreen">Do</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {routes.map((route) => (
          <RouteRow key={route.id} route={route} remove={() => remove(route)} />
        ))}
      </tbody>
    </table>
  );
}

function RouteRow({ route, remove }: { route: AlertRoute; remove: () => void }) {
  const { busy, problem, act } = useAct();
  const [tested, setTested] = useState<AlertTestResponse | null>(null);
  const nowMs = Date.now();
  const test = async () => {
    setTested(null);
    setTested(await act(() => send<AlertTestResponse>("POST", `/alerts/routes/${route.id}/test`)));
  };
  return (
    <tr>
      <th scope="row" class="first">
        <b>{route.name}</b> <span class="mut">{route.kind}</span> <span class="of-service">{route.target}</span>
        {tested && !tested.isSent && <span class="row-problem">The test did not arrive: {tested.error}</span>}
        {!tested && route.lastError && <span class="row-problem">{route.lastError}</span>}
        <Problem error={problem} />
      </th>
      <td class="mid left">{route.team || <span class="mut">every team</span>}</td>
      <td class="wide left">
        {quietText(route.quiet)}
        {route.quietUntilMs !== null && <span class="warn"> now, until {timeText(route.quietUntilMs, nowMs)}</span>}
      </td>
      <td class="wide mut">{route.lastSentMs === null ? "never" : timeText(route.lastSentMs, nowMs)}</td>
      <td class={route.waiting > 0 ? "far" : "far mut"}>{route.waiting}</td>
      <td>
        <span class="row-do">
          <button
            type="button"
            class="quiet"
            disabled={busy}
            aria-label={`Test ${route.name}`}
            onClick={() => void test()}
          >
            {busy ? "Testing…" : tested?.isSent ? "Arrived ✓" : "Test"}
          </button>
          <button type="button" class="quiet" aria-label={`Remove ${route.name}`} onClick={remove}>
            Remove
          </button>
        </span>
      </td>
    </tr>
  );
}

function RemoveRoute({ route, close }: { route: AlertRoute; close: () => void }) {
  const { busy, problem, act } = useAct();
  const confirm = async () => {
    if ((await act(async () => ({ done: await send("DELETE", `/alerts/routes/${route.id}`) }))) !== null) close();
  };
  return (
    <Confirm
      title={`Remove ${route.name}`}
      verb="Remove it"
      danger
      busy={busy}
      problem={problem}
      confirm={() => void confirm()}
      close={close}
    >
      <p>
        {route.target} is told nothing any more{route.waiting > 0 && `; ${route.waiting} waiting messages are dropped`}.
        Findings stay as they are.
      </p>
    </Confirm>
  );
}

/** The newest messages: that nothing came is only good news where nothing was sent. */
function Messages() {
  const messages = useAlertMessages().data?.messages ?? [];
  const nowMs = Date.now();
  if (messages.length === 0) return null;
  return (
    <>
      <h2 class="below">Newest messages</h2>
      <div class="card scroll">
        <table>
          <thead>
            <tr>
              <th scope="col" class="first">
                To
              </th>
              <th scope="col" class="left">
                State
              </th>
              <th scope="col" class="mid">
                Changes
              </th>
              <th scope="col" class="wide">
                Attempts
              </th>
              <th scope="col" class="mid">
                When
              </th>
            </tr>
          </thead>
          <tbody>
            {messages.map((message) => (
              <tr key={message.id}>
                <th scope="row" class="first">
                  {message.routeName} <span class="mut">{message.kind}</span>
                  {message.lastError && <span class="row-problem">{message.lastError}</span>}
                </th>
                <td class={message.state === "failed" ? "left bad" : "left"}>{stateText(message, nowMs)}</td>
                <td class="mid">{message.events}</td>
                <td class="wide mut">{message.attempts}</td>
                <td class="mid mut">{timeText(message.endedMs ?? message.createdMs, nowMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function stateText({ state, dueMs }: AlertMessage, nowMs: number): string {
  if (state === "held") return `quiet until ${dueMs === null ? "later" : timeText(dueMs, nowMs)}`;
  if (state === "failed") return "given up";
  return state === "sent" ? "sent" : "waits";
}

function NoRoutes() {
  return (
    <div class="empty">
      <p>
        Nobody is told yet: findings stand on the board only. A route is a webhook, a Slack-compatible webhook or an
        e-mail address, for one team or for all.
      </p>
      <Snippet
        text={"governor alerts add slack https://hooks.example.com/services/… --team core-search"}
        label="Add a route"
      />
    </div>
  );
}

const CSV_HEADER = ["name", "kind", "target", "team", "quiet", "last_sent_unix_ms", "waiting", "last_error"];

function csvRow(route: AlertRoute): (string | number | null)[] {
  return [
    route.name,
    route.kind,
    route.target,
    route.team,
    quietText(route.quiet),
    route.lastSentMs,
    route.waiting,
    route.lastError,
  ];
}
