import { ROLES, type KeyCreated, type Role } from "@governor/contract";
import { useState } from "preact/hooks";
import { send } from "../../data/api.ts";
import { useSession } from "../../data/session.ts";
import { useAct } from "../../data/settings.ts";
import { Dialog } from "../../parts/dialog.tsx";
import { Problem } from "../../parts/problem.tsx";
import { isScoped, reachOf, ROLE_MEANS } from "./reach.ts";
import { Secret } from "./secret.tsx";

/** A new key: its name, its role, and for roles that only read a part, the part. */
export function MakeKey({ close }: { close: () => void }) {
  const { busy, problem, act } = useAct();
  const isOwner = useSession()?.role === "owner";
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [tenants, setTenants] = useState("");
  const [teams, setTeams] = useState("");
  const [made, setMade] = useState<KeyCreated | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const reach = isScoped(role) ? { tenants: reachOf(tenants), teams: reachOf(teams) } : {};
    setMade(await act(() => send<KeyCreated>("POST", "/keys", { name: name.trim(), role, ...reach })));
  };
  if (made) return <Secret title={`The secret of ${made.key.name}`} secret={made.secret} close={close} />;
  // Only owners hand out the roles that hand out keys.
  const roles = ROLES.filter((each) => isOwner || (each !== "owner" && each !== "admin"));
  return (
    <Dialog label="Make a key" close={close}>
      <form onSubmit={(event) => void submit(event)}>
        <h2>Make a key</h2>
        <label class="labelled">
          Name
          <input
            class="field"
            required
            autofocus
            maxLength={100}
            placeholder="What it is for: ci-main, grafana, rosa"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <label class="labelled">
          Role
          <select class="field" value={role} onChange={(event) => setRole(event.currentTarget.value as Role)}>
            {roles.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
          <small>{ROLE_MEANS[role]}</small>
        </label>
        {isScoped(role) && (
          <>
            <Names label="Tenants" hint="All, unless some are named" value={tenants} change={setTenants} />
            <Names
              label="Teams"
              hint="All, unless some are named; sees their services"
              value={teams}
              change={setTeams}
            />
          </>
        )}
        <Problem error={problem} />
        <div class="dialog-do">
          <button type="button" class="btn" onClick={close}>
            Cancel
          </button>
          <button type="submit" class="btn primary" disabled={busy || name.trim() === ""}>
            Make it
          </button>
        </div>
      </form>
    </Dialog>
  );
}

interface NamesProps {
  label: string;
  hint: string;
  value: string;
  change: (value: string) => void;
}

function Names({ label, hint, value, change }: NamesProps) {
  return (
    <label class="labelled">
      {label}
      <input
        class="field"
        placeholder="acme, globex"
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
      <small>{hint}</small>
    </label>
  );
}
