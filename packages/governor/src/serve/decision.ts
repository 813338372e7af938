import type { Decision } from "@governor/contract";
import type { Permission } from "../records/key/grants.ts";
import { revokeKey } from "../records/key/key.ts";
import type { KeyRing } from "../records/key/ring.ts";
import type { State } from "../store/state/state.ts";

/** What can be proposed to a second person. */
export interface DecisionKind {
  /** `key.revoke` */
  kind: string;
  /** What deciding on it takes. */
  permission: Permission;
  /** Does it. Approval is written down before; what goes wrong afterwards reaches who approved. */
  approved(decision: Decision, actor: string): Promise<void>;
}

export const KEY_REVOKE = "key.revoke";

/** Every kind that this server knows. */
export function decisionKinds(parts: { state: State; keys: KeyRing; nowMs: () => number }): DecisionKind[] {
  return [
    {
      kind: KEY_REVOKE,
      permission: "admin",
      async approved({ subject }, actor) {
        await revokeKey(parts.state, subject.replace(/^key:/, ""), actor, parts.nowMs());
        parts.keys.reload();
      },
    },
  ];
}
