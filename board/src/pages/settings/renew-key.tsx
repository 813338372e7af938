import type { Key, KeyCreated, KeysResponse } from "@governor/contract";
import { useState } from "preact/hooks";
import { send } from "../../data/api.ts";
import { agoText } from "../../data/format.ts";
import { useAct } from "../../data/settings.ts";
import { Confirm } from "../../parts/confirm.tsx";
import { Secret } from "./secret.tsx";

interface Props {
  of: Key;
  close: () => void;
}

const HOUR_MS = 3_600_000;
const GRACES = [
  { name: "At once", ms: 0 },
  { name: "After 1 hour", ms: HOUR_MS },
  { name: "After a day", ms: 24 * HOUR_MS },
  { name: "After a week", ms: 7 * 24 * HOUR_MS },
];

/** A new secret for the same key; the old one goes on working for a while, so that nothing stops. */
export function RotateKey({ of: key, close }: Props) {
  const { busy, problem, act } = useAct();
  const [graceMs, setGraceMs] = useState(24 * HOUR_MS);
  const [made, setMade] = useState<KeyCreated | null>(null);
  if (made) return <Secret title={`The new secret of ${key.name}`} secret={made.secret} close={close} />;
  const confirm = async () => {
    setMade(await act(() => send<KeyCreated>("POST", `/keys/${key.id}/rotate`, { graceMs })));
  };
  return (
    <Confirm
      title={`Rotate ${key.name}`}
      verb="Make a new secret"
      busy={busy}
      problem={problem}
      confirm={() => void confirm()}
      close={close}
    >
      <p>The key keeps its name, role and reach. When does its old secret stop working?</p>
      <fieldset class="options">
        <legend class="offscreen">When the old secret stops</legend>
        {GRACES.map(({ name, ms }) => (
          <label key={ms}>
            <input type="radio" name="grace" checked={ms === graceMs} onChange={() => setGraceMs(ms)} />
            {name}
          </label>
        ))}
      </fieldset>
    </Confirm>
  );
}

export function RevokeKey({ of: key, close }: Props) {
  const { busy, problem, act } = useAct();
  const confirm = async () => {
    if (await act(() => send<KeysResponse>("DELETE", `/keys/${key.id}`))) close();
  };
  return (
    <Confirm
      title={`Revoke ${key.name}`}
      verb="Revoke it"
      danger
      busy={busy}
      problem={problem}
      confirm={() => void confirm()}
      close={close}
    >
      <p>
        Whoever uses this {key.role} key is refused within seconds, for good.{" "}
        {key.lastUsedMs === null
          ? "It was never used."
          : `It was used ${agoText(Date.now() - key.lastUsedMs)} ago: something may depend on it. Rotating keeps it working.`}
      </p>
    </Confirm>
  );
}
