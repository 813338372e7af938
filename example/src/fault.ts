import { FAULTS, faultStatus, switchFault, type Fault } from "./faults/faults.ts";

// node example/src/fault.ts <fault> on|off|status     node example/src/fault.ts status
const [name = "", action = "status"] = process.argv.slice(2);
const { DATABASE_URL } = process.env;
const fault: Fault | undefined = FAULTS.find((known) => known === name);
if (!DATABASE_URL || (!fault && name !== "status") || !["on", "off", "status"].includes(action)) {
  console.error(`usage: DATABASE_URL=postgres://… node fault.ts ${FAULTS.join("|")} on|off|status`);
  process.exit(2);
}
if (fault && action !== "status") await switchFault(DATABASE_URL, fault, action === "on");
const status = await faultStatus(DATABASE_URL);
console.log(JSON.stringify(fault ? { [fault]: status[fault] } : status));
