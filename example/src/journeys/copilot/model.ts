import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { postJson } from "../../service/peer.ts";
import type { ChatRequest, ChatResponse } from "../../model/routes.ts";

const MODEL = "standin-small";
const ANSWER_TOKENS_MAX = 80;

const tracer = trace.getTracer("example.copilot");

/**
 * Asks the model. The span follows the conventions for generative AI, with what is asked and answered left out: it is the
 * customer's.
 */
export function askModel(modelUrl: string, system: string, question: string): Promise<string> {
  const attributes = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "standin",
    "gen_ai.request.model": MODEL,
    "gen_ai.request.max_tokens": ANSWER_TOKENS_MAX,
  };
  return tracer.startActiveSpan(`chat ${MODEL}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    try {
      const request: ChatRequest = {
        model: MODEL,
        max_tokens: ANSWER_TOKENS_MAX,
        messages: [
          { role: "system", content: system },
          { role: "user", content: question },
        ],
      };
      const response = await postJson<ChatResponse>(`${modelUrl}/v1/chat/completions`, request);
      const [choice] = response.choices;
      span.setAttributes({
        "gen_ai.response.id": response.id,
        "gen_ai.response.model": response.model,
        "gen_ai.response.finish_reasons": choice ? [choice.finish_reason] : [],
        "gen_ai.usage.input_tokens": response.usage.prompt_tokens,
        "gen_ai.usage.output_tokens": response.usage.completion_tokens,
      });
      return choice?.message.content ?? "";
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      span.setAttribute("error.type", (error as Error).name);
      throw error;
    } finally {
      span.end();
    }
  });
}
