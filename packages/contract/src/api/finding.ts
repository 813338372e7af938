import type { Versioned } from "./base.ts";
import type { Finding } from "../verdict.ts";

/** `GET /api/v1/findings` and `/api/v1/findings/{id}` */
export interface FindingsResponse extends Versioned {
  findings: Finding[];
}
export interface FindingResponse extends Versioned {
  finding: Finding;
}
