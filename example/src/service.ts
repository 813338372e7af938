import { serve } from "./service/serve.ts";
import { isServiceName, SERVICES } from "./service/services.ts";
import { flushTelemetry } from "./telemetry.ts";

// node --import ./telemetry.ts service.ts <name>
const name = process.argv[2] ?? "";
const { DATABASE_URL, HOST = "127.0.0.1", PORT = "0", RELEASE = "v1" } = process.env;
const { ENTITIES_API_URL = "", MODEL_STANDIN_URL = "" } = process.env;
if (!isServiceName(name) || !DATABASE_URL) {
  console.error(`usage: DATABASE_URL=postgres://… node --import ./telemetry.ts service.ts ${SERVICES.join("|")}`);
  process.exit(2);
}

const service = await serve(name, {
  databaseUrl: DATABASE_URL,
  host: HOST,
  port: Number(PORT),
  entitiesApiUrl: ENTITIES_API_URL,
  modelUrl: MODEL_STANDIN_URL,
});
const ready = { service: name, url: service.url, port: service.port, release: RELEASE, pid: process.pid };
if (process.send) process.send(ready);
else console.log(JSON.stringify(ready));

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await service.close();
  await flushTelemetry().catch((error: Error) =>
    console.error(JSON.stringify({ event: "spans lost", reason: error.message })),
  );
  process.exit(0);
}
process.on("SIGTERM", () => void stop());
// Ctrl-C reaches every process of a terminal: under a supervisor it is the supervisor's to say when.
process.on("SIGINT", () => process.send || void stop());
// The supervisor is gone, however it ended: nobody else would stop this process.
process.on("disconnect", () => void stop());
