import type { PrincipalBody, Role, SessionResponse } from "@governor/contract";
import { useApi } from "./api.ts";

/** What a page offers to do. The server decides again at every request; this only keeps off the screen what it would refuse. */
export type Doing = "triage" | "write" | "admin";

const ALLOWED: Record<Doing, readonly Role[]> = {
  triage: ["owner", "admin", "editor"],
  write: ["owner", "admin", "editor"],
  admin: ["owner", "admin"],
};

/** Who reads this board; undefined until the server has said. */
export function useSession(): SessionResponse | undefined {
  return useApi<SessionResponse>("/session", {}, false).data;
}

/** Whether the reader may do it; false until it is known. */
export function useMay(doing: Doing): boolean {
  return mayDo(useSession()?.principal, doing);
}

/** Who sees some tenants only may triage what they see, and change nothing that is everybody's. */
export function mayDo(who: Pick<PrincipalBody, "role" | "tenants"> | undefined, doing: Doing): boolean {
  if (who === undefined || !ALLOWED[doing].includes(who.role)) return false;
  return who.tenants === "all" || doing === "triage";
}
