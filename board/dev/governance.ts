import type { Mode } from "./fixtures.ts";

/** Keys, audit, decisions, alerts, catalog and readiness of the imaginary server, with what was done to them. */
export class Governance {
  read(_path: string, _query: URLSearchParams, _mode: Mode, _nowMs: number): object | null {
    return null;
  }

  change(_method: string, _path: string, _body: Record<string, unknown>, _nowMs: number): object | null {
    return null;
  }
}
