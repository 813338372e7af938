/** The bytes are not an ExportTraceServiceRequest in the encoding they claim. */
export class MalformedRequest extends Error {
  override name = "MalformedRequest";
}

/** One span's fields are not of their type; its siblings may well be. */
export class MalformedSpan extends Error {
  override name = "MalformedSpan";
}
