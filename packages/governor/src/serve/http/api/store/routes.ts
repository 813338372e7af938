import { once } from "node:events";
import { createZstdCompress } from "node:zlib";

import type { StoreResponse } from "@governor/contract";
import { z } from "zod";
import { appendAudit } from "../../../../records/audit/append.ts";
import { storeResponse } from "../../schema/store.ts";
import { apiRoutes } from "../routes.ts";

export const storeRoutes = apiRoutes((app, context) => {
  app.get(
    "/store",
    {
      config: { permission: "admin" },
      schema: {
        summary: "What the stores take on disk, and how long the disk lasts",
        tags: ["store"],
        response: { 200: storeResponse },
      },
    },
    (): Promise<StoreResponse> => context.upkeep.usage(),
  );
  app.post(
    "/store/backup",
    {
      config: { permission: "own" },
      schema: {
        summary: "A backup of both stores, as it is made",
        description: "A tar, compressed with zstd. It is whole when its last file is `manifest.json`.",
        tags: ["store"],
        response: { 200: { description: "The backup", content: { "application/zstd": { schema: z.any() } } } },
      },
    },
    async (request, reply) => {
      const { actor } = request.principal;
      await appendAudit(context.state, {
        actor,
        action: "store.backed-up",
        subject: "store",
        details: {},
        nowMs: context.nowMs(),
      });
      const bytes = createZstdCompress();
      const gone = new AbortController();
      bytes.once("close", () => gone.abort());
      const begun = Promise.withResolvers<void>();
      const making = context.upkeep.backup(async (piece: Uint8Array) => {
        begun.resolve();
        gone.signal.throwIfAborted();
        if (!bytes.write(piece)) await once(bytes, "drain", { signal: gone.signal });
      });
      // Until the first byte a refusal is an answer like any other.
      await Promise.race([begun.promise, making]);
      making.then(
        () => bytes.end(),
        // From there on only the connection can say it, by breaking off: half a backup must not look whole.
        (error: unknown) => {
          context.log.error("store.backup-failed", { error });
          bytes.destroy(error instanceof Error ? error : new Error(String(error)));
        },
      );
      return reply.type("application/zstd").header("cache-control", "no-store").send(bytes);
    },
  );
});
