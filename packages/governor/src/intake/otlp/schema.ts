import protobuf from "protobufjs/light.js";

/**
 * The messages of OTLP traces 1.x as field numbers, from the specification's `trace.proto`, `common.proto`,
 * `resource.proto` and `trace_service.proto`. Fields Governor does not keep (dropped counts, schema URLs, entities)
 * are left out: the reader skips what it does not know.
 */
const root = protobuf.Root.fromJSON({
  nested: {
    AnyValue: {
      oneofs: {
        value: {
          oneof: ["stringValue", "boolValue", "intValue", "doubleValue", "arrayValue", "kvlistValue", "bytesValue"],
        },
      },
      fields: {
        stringValue: { id: 1, type: "string" },
        boolValue: { id: 2, type: "bool" },
        intValue: { id: 3, type: "int64" },
        doubleValue: { id: 4, type: "double" },
        arrayValue: { id: 5, type: "ArrayValue" },
        kvlistValue: { id: 6, type: "KeyValueList" },
        bytesValue: { id: 7, type: "bytes" },
      },
    },
    ArrayValue: { fields: { values: { id: 1, type: "AnyValue", rule: "repeated" } } },
    KeyValueList: { fields: { values: { id: 1, type: "KeyValue", rule: "repeated" } } },
    KeyValue: { fields: { key: { id: 1, type: "string" }, value: { id: 2, type: "AnyValue" } } },
    Resource: { fields: { attributes: { id: 1, type: "KeyValue", rule: "repeated" } } },
    InstrumentationScope: { fields: { name: { id: 1, type: "string" }, version: { id: 2, type: "string" } } },
    Event: {
      fields: {
        timeUnixNano: { id: 1, type: "fixed64" },
        name: { id: 2, type: "string" },
        attributes: { id: 3, type: "KeyValue", rule: "repeated" },
      },
    },
    Link: {
      fields: {
        traceId: { id: 1, type: "bytes" },
        spanId: { id: 2, type: "bytes" },
        traceState: { id: 3, type: "string" },
        attributes: { id: 4, type: "KeyValue", rule: "repeated" },
        flags: { id: 6, type: "fixed32" },
      },
    },
    Status: { fields: { message: { id: 2, type: "string" }, code: { id: 3, type: "int32" } } },
    Span: {
      fields: {
        traceId: { id: 1, type: "bytes" },
        spanId: { id: 2, type: "bytes" },
        traceState: { id: 3, type: "string" },
        parentSpanId: { id: 4, type: "bytes" },
        name: { id: 5, type: "string" },
        kind: { id: 6, type: "int32" },
        startTimeUnixNano: { id: 7, type: "fixed64" },
        endTimeUnixNano: { id: 8, type: "fixed64" },
        attributes: { id: 9, type: "KeyValue", rule: "repeated" },
        events: { id: 11, type: "Event", rule: "repeated" },
        links: { id: 13, type: "Link", rule: "repeated" },
        status: { id: 15, type: "Status" },
        flags: { id: 16, type: "fixed32" },
      },
    },
    ScopeSpans: {
      fields: {
        scope: { id: 1, type: "InstrumentationScope" },
        spans: { id: 2, type: "Span", rule: "repeated" },
      },
    },
    ResourceSpans: {
      fields: {
        resource: { id: 1, type: "Resource" },
        scopeSpans: { id: 2, type: "ScopeSpans", rule: "repeated" },
      },
    },
    ExportTraceServiceRequest: {
      fields: { resourceSpans: { id: 1, type: "ResourceSpans", rule: "repeated" } },
    },
    ExportTracePartialSuccess: {
      fields: { rejectedSpans: { id: 1, type: "int64" }, errorMessage: { id: 2, type: "string" } },
    },
    ExportTraceServiceResponse: { fields: { partialSuccess: { id: 1, type: "ExportTracePartialSuccess" } } },
    // google.rpc.Status, the body of every refusal. `details` is never sent.
    RpcStatus: { fields: { code: { id: 1, type: "int32" }, message: { id: 2, type: "string" } } },
  },
});

export const TRACE_REQUEST: protobuf.Type = root.lookupType("ExportTraceServiceRequest");
export const TRACE_RESPONSE: protobuf.Type = root.lookupType("ExportTraceServiceResponse");
export const RPC_STATUS: protobuf.Type = root.lookupType("RpcStatus");
export const RESOURCE: protobuf.Type = root.lookupType("Resource");
export const SCOPE: protobuf.Type = root.lookupType("InstrumentationScope");
export const SPAN: protobuf.Type = root.lookupType("Span");
