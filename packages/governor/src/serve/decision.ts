import type { Decision } from "@governor/contract";
import type { Permission } from "../records/key/grants.ts";

/** What can be proposed to a second person. */
export interface DecisionKind {
  /** `tenant.erase` */
  kind: string;
  /** What deciding on it takes. */
  permission: Permission;
  /** Does it. Approval is written down before; what goes wrong afterwards is for this function to write down. */
  approved(decision: Decision, actor: string): Promise<void>;
}
