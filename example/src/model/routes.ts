import { setTimeout as delay } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { FaultWatch } from "../faults/faults.ts";
import { completionOf, countTokens } from "./tokens.ts";

/** As a small model takes on an ordinary GPU: reading is quick, each word that is written takes its turn. */
const INPUT_TOKEN_MS = 0.1;
const OUTPUT_TOKEN_MS = 5;
/** The fault `slow-model`: a model server that is overcommitted. */
const SLOW_FACTOR = 4;

/** The part of the usual chat API that the copilot needs. */
export interface ChatRequest {
  model: string;
  max_tokens: number;
  messages: { role: "system" | "user"; content: string }[];
}

export interface ChatResponse {
  id: string;
  model: string;
  choices: { message: { role: "assistant"; content: string }; finish_reason: "stop" | "length" }[];
  usage: { prompt_tokens: number; completion_tokens: number };
}

const chatBody = {
  type: "object",
  required: ["model", "messages", "max_tokens"],
  properties: {
    model: { type: "string", maxLength: 100 },
    max_tokens: { type: "integer", minimum: 1, maximum: 1_000 },
    messages: {
      type: "array",
      minItems: 1,
      maxItems: 20,
      items: {
        type: "object",
        required: ["role", "content"],
        properties: { role: { type: "string" }, content: { type: "string", maxLength: 50_000 } },
      },
    },
  },
} as const;

/**
 * Stands in for a model server: it answers with words out of the prompt and takes the time that as many tokens take. The time
 * is waited, not computed: the GPU is what is missing here.
 */
export function modelRoutes(app: FastifyInstance, faults: FaultWatch): void {
  let answered = 0;
  app.post<{ Body: ChatRequest }>("/v1/chat/completions", { schema: { body: chatBody } }, async (request) => {
    const { model, messages, max_tokens: tokensMax } = request.body;
    const prompt = messages.map((message) => message.content).join("\n");
    const { text, tokens, isCut } = completionOf(prompt, tokensMax);
    const promptTokens = countTokens(prompt);
    const factor = faults.isOn("slow-model") ? SLOW_FACTOR : 1;
    await delay(factor * (promptTokens * INPUT_TOKEN_MS + tokens * OUTPUT_TOKEN_MS));
    answered += 1;
    return {
      id: `chatcmpl-${process.pid}-${answered}`,
      model,
      choices: [{ message: { role: "assistant", content: text }, finish_reason: isCut ? "length" : "stop" }],
      usage: { prompt_tokens: promptTokens, completion_tokens: tokens },
    } satisfies ChatResponse;
  });
}
