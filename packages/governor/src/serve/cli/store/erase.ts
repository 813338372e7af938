import type { ErasuresResponse } from "@governor/contract";

import { apiPost, CONNECTION_ARGS } from "../client.ts";
import { command, usage } from "../command.ts";
import { JSON_ARG, note, printJson, printLine } from "../output.ts";

export default command({
  name: "store erase",
  description: "Ask for the erasure of a tenant, or decide on one as the second person",
  args: {
    tenant: { type: "string", valueHint: "id", description: "The tenant, exactly as in its spans; also to approve" },
    reason: { type: "string", valueHint: "text", description: "Why, for the record; without the tenant's id" },
    approve: {
      type: "string",
      valueHint: "erasure",
      description: "Approve this one; the tenant is erased at once and for good",
    },
    refuse: { type: "string", valueHint: "erasure", description: "Refuse this one, or take back one's own" },
    ...JSON_ARG,
    ...CONNECTION_ARGS,
  },
  async run(args) {
    const { tenant, reason, approve, refuse } = args;
    const [path, body] = requestOf({ tenant, reason, approve, refuse });
    const response = await apiPost<ErasuresResponse>(args, path, body);
    const id = response.erasures[0]?.id ?? "";
    if (args.json) printJson(response);
    else printLine(id);
    if (approve) note("It runs. `governor store erasures` shows how it ended, with the proof.");
    else if (!refuse)
      note(`A second owner approves it with:\n  governor store erase --approve ${id} --tenant <the same id>`);
    return 0;
  },
});

function requestOf(wanted: Record<"tenant" | "reason" | "approve" | "refuse", string | undefined>): [string, unknown] {
  const { tenant, reason, approve, refuse } = wanted;
  const one = (id: string, outcome: string) => `/api/v1/store/erasures/${encodeURIComponent(id)}/${outcome}`;
  if (approve && refuse) throw usage("an erasure is approved or refused, not both", "store erase");
  if (refuse) return [one(refuse, "refuse"), {}];
  if (!tenant)
    throw usage("--tenant is missing: nothing but its hash is kept, so it is named each time", "store erase");
  if (approve) return [one(approve, "approve"), { tenant }];
  if (!reason) throw usage("--reason is missing: who approves it will want to know", "store erase");
  return ["/api/v1/store/erasures", { tenant, reason }];
}
