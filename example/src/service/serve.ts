import Fastify from "fastify";
import { openPool } from "../database/open.ts";
import { watchFaults } from "../faults/faults.ts";
import { nameServerSpans } from "../telemetry/route.ts";
import { measureResponses } from "./measures.ts";
import { addRoutes, servesTenants, type ServiceName } from "./services.ts";
import { requireTenant } from "./tenancy.ts";

/** Few, as it should be: the database has two cores for everybody. */
const POOL_MAX_CONNECTIONS = 4;
const BODY_SIZE_MAX_BYTES = 64 * 1024;

export interface ServiceOptions {
  databaseUrl: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Only cases-api needs it. */
  entitiesApiUrl?: string;
  /** Only copilot-api needs it. */
  modelUrl?: string;
}

export interface RunningService {
  url: string;
  port: number;
  /** Ends what is under way, accepts nothing new. */
  close(): Promise<void>;
}

/** Starts one service's HTTP server over its own pool. */
export async function serve(name: ServiceName, options: ServiceOptions): Promise<RunningService> {
  const database = openPool(options.databaseUrl, POOL_MAX_CONNECTIONS);
  const faults = await watchFaults(options.databaseUrl);
  const app = Fastify({
    bodyLimit: BODY_SIZE_MAX_BYTES,
    // A release is rolled out under traffic: requests on open connections are served to the end.
    return503OnClosing: false,
    forceCloseConnections: "idle",
  });
  nameServerSpans(app);
  measureResponses(app);
  app.get("/healthz", async () => ({ ok: true }));
  await app.register(async (scope) => {
    if (servesTenants(name)) await requireTenant(scope, database);
    const { entitiesApiUrl = "", modelUrl = "" } = options;
    addRoutes(name, scope, { database, faults, entitiesApiUrl, modelUrl });
  });
  // Old and new release listen on one port for a moment (SO_REUSEPORT), so that no connection is refused between.
  const listenOptions = { host: options.host, port: options.port, reusePort: true };
  await app.listen(listenOptions);
  const address = app.server.address();
  const port = typeof address === "object" && address ? address.port : options.port;
  return {
    url: `http://${options.host}:${port}`,
    port,
    close: async () => {
      await app.close();
      await faults.stop();
      await database.end();
    },
  };
}
