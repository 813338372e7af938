import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
/** What the real server sends with the board; the preview sends it too, so that a violation shows early. */
export declare const CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'";
/** A Vite plugin that answers `/api/v1` from fixtures. `/dev/mode?is=empty` changes what the imaginary server has. */
export declare function fixtureApi(): Plugin;
/** True when the request was answered. */
export declare function fixtureHandler(nowMs?: () => number): (request: IncomingMessage, response: ServerResponse) => boolean;
