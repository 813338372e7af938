/** The log did not take an append: nothing of it was acknowledged, and the sender should send it again. */
export class LogRefused extends Error {
  override name = "LogRefused";
  /** `full`: too much waits for the store; `disk`: the disk failed or has no room; `closed`: the server stops. */
  readonly reason: "full" | "disk" | "closed";

  constructor(reason: LogRefused["reason"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** An error in one line. */
export function sayError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
