import type { Catalog } from "../../catalog/catalog.ts";
import type { Config } from "../../config.ts";
import type { Intake } from "../../intake/intake.ts";
import type { Log } from "../../log.ts";
import type { KeyRing } from "../../records/key/ring.ts";
import type { Facts } from "../../store/facts/facts.ts";
import type { State } from "../../store/state/state.ts";
import type { Attempts } from "./attempts.ts";

/** What a route may use; made once by `main`. */
export interface ServerContext {
  config: Config;
  version: string;
  facts: Facts;
  state: State;
  intake: Intake;
  keys: KeyRing;
  /** Wrong keys and tokens, by where they came from. */
  attempts: Attempts;
  log: Log;
  nowMs: () => number;
  catalog: () => CatalogView;
  /** What keeps the server from its work now; empty when ready. */
  blockers: () => string[];
  /** Everything that a person should look at, blockers included. */
  problems: () => string[];
}

/** The catalog in force, where it came from, and what is wrong with a newer one that was not taken. */
export interface CatalogView {
  catalog: Catalog;
  path: string | null;
  problem: string | null;
}
