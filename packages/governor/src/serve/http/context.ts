import type { Send } from "../../act/alert/alert.ts";
import type { FindingChange } from "../../act/finding/finding.ts";
import type { LiveCatalog } from "../../catalog/live.ts";
import type { Config } from "../../config.ts";
import type { Intake } from "../../intake/intake.ts";
import type { Log } from "../../log.ts";
import type { KeyRing } from "../../records/key/ring.ts";
import type { Setup } from "../../records/key/setup.ts";
import type { Facts } from "../../store/facts/facts.ts";
import type { SecretBox } from "../../store/secret-box.ts";
import type { State, StateQueries } from "../../store/state/state.ts";
import type { DecisionKind } from "../decision.ts";
import type { Upkeep } from "../upkeep.ts";
import type { Attempts } from "./attempts.ts";

/** What a route may use; made once by `main`. */
export interface ServerContext {
  config: Config;
  version: string;
  facts: Facts;
  state: State;
  intake: Intake;
  upkeep: Upkeep;
  keys: KeyRing;
  /** The way to the first owner's key. */
  setup: Setup;
  /** What can be proposed to a second person. */
  decisionKinds: readonly DecisionKind[];
  /** Wrong keys and tokens, by where they came from. */
  attempts: Attempts;
  log: Log;
  nowMs: () => number;
  catalog: () => CatalogView;
  /** Takes what a push has just changed, without waiting for the next look. */
  refreshCatalog: () => Promise<void>;
  /** How alerts go out, and what their secrets are sealed with. */
  alerting: { box: SecretBox; send: Send; boardUrl: () => string; hasMail: boolean };
  /** Alerts of the findings' changes; to be called in the transaction that changes them. */
  told: (queries: StateQueries, changes: readonly FindingChange[]) => Promise<void>;
  /** When findings were last judged, by any server on these stores; null before the first time. */
  lastJudgedMs: () => number | null;
  /** What keeps the server from its work now; empty when ready. */
  blockers: () => string[];
  /** Everything that a person should look at, blockers included. */
  problems: () => string[];
}

/** The catalog in force, its parts, where the server's own file is, and what is wrong in words. */
export interface CatalogView extends Pick<LiveCatalog, "catalog" | "merged" | "parts" | "filePart" | "problem"> {
  path: string | null;
}
