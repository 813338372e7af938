/** What an application needs to know, as its environment. */
export function environmentSnippet(otlpHttpUrl: string): string {
  return [
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${otlpHttpUrl}`,
    "export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
    "export OTEL_SERVICE_NAME=my-service",
  ].join("\n");
}

/** One span by curl, in OTLP JSON. The shell makes times and ids, so that pasting it twice sends two spans. */
export function curlSnippet(otlpHttpUrl: string): string {
  return `now=$(date +%s)
curl -sS ${otlpHttpUrl}/v1/traces -H 'content-type: application/json' -d '{"resourceSpans":[{
  "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"my-service"}}]},
  "scopeSpans":[{"spans":[{
    "traceId":"'$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')'",
    "spanId":"'$(od -An -N8 -tx1 /dev/urandom | tr -d ' \\n')'",
    "name":"GET /hello","kind":2,
    "startTimeUnixNano":"'$now'000000000","endTimeUnixNano":"'$now'120000000",
    "attributes":[{"key":"http.request.method","value":{"stringValue":"GET"}},
                  {"key":"http.route","value":{"stringValue":"/hello"}}]}]}]}]}'`;
}
