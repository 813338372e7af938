import { randomBytes } from "node:crypto";
import { Agent } from "undici";
import { LATE_AFTER_MS } from "./open-model.ts";
import type { Outcome, Sample } from "./report.ts";

/** Users leave after this. */
export const REQUEST_TIMEOUT_MS = 5_000;

/** Which step of which journey a request belongs to, and whose user makes it. */
export interface Origin {
  journey: string;
  step: string;
  tenant: string;
}

export interface BrowserRequest extends Origin {
  method: "GET" | "POST";
  url: string;
  body?: object;
  /** When the user meant to do it (`performance.now()`). */
  intendedMs: number;
}

/**
 * The part of a browser that matters here: it begins a trace a request and says in W3C baggage which step of which
 * journey this is. Records one sample a request.
 */
export class Browser {
  readonly #record: (sample: Sample) => void;
  readonly #agent = new Agent({ connections: 32, headersTimeout: REQUEST_TIMEOUT_MS, bodyTimeout: REQUEST_TIMEOUT_MS });

  constructor(record: (sample: Sample) => void) {
    this.#record = record;
  }

  /** The JSON that came, an empty object for another content type; null when nothing good came. */
  async request<T>(request: BrowserRequest): Promise<T | null> {
    const startMs = performance.now();
    const { outcome, value } = await this.#send<T>(request);
    const endMs = performance.now();
    this.#record({
      journey: request.journey,
      step: request.step,
      outcome,
      correctedMs: endMs - request.intendedMs,
      rawMs: endMs - startMs,
      isLate: startMs - request.intendedMs > LATE_AFTER_MS,
    });
    return value;
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #send<T>(request: BrowserRequest): Promise<{ outcome: Outcome; value: T | null }> {
    const { journey, step, tenant } = request;
    try {
      const { statusCode, headers, body } = await this.#agent.request({
        origin: new URL(request.url).origin,
        path: request.url.slice(new URL(request.url).origin.length),
        method: request.method,
        headers: {
          "x-tenant": tenant,
          traceparent: `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`,
          // Every request is traced, and says so: sampling that nobody declares can only be guessed.
          tracestate: "ot=th:0",
          baggage: `governor.journey=${journey},governor.step=${step},governor.tenant=${tenant}`,
          ...(request.body && { "content-type": "application/json" }),
        },
        body: request.body ? JSON.stringify(request.body) : null,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      });
      const isJson = String(headers["content-type"]).startsWith("application/json");
      const bytes = await body.bytes();
      if (statusCode >= 400) return { outcome: "error", value: null };
      return { outcome: "ok", value: (isJson ? JSON.parse(Buffer.from(bytes).toString("utf8")) : {}) as T };
    } catch (error) {
      return { outcome: (error as Error).name === "TimeoutError" ? "timeout" : "error", value: null };
    }
  }
}
