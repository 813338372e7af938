import { preact } from "@preact/preset-vite";
import { defineConfig } from "vite";
import { compressedCopies } from "./dev/compress.ts";
import { fixtureApi } from "./dev/serve.ts";

// GOVERNOR_URL=http://127.0.0.1:4318 develops against a running server instead of the fixtures.
const serverUrl = process.env["GOVERNOR_URL"];

export default defineConfig({
  plugins: [preact({ devToolsEnabled: false }), compressedCopies(), ...(serverUrl ? [] : [fixtureApi()])],
  server: serverUrl ? { proxy: { "/api": serverUrl, "/v1": serverUrl } } : {},
  build: {
    target: "es2022",
    // The content policy has no `data:` for fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
