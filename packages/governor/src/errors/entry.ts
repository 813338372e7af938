/** Exit codes of the command line: 1 budget breached, 2 usage or configuration, 3 not enough data, 4 not allowed, 5 the server failed. */
export type ExitCode = 1 | 2 | 3 | 4 | 5;

export interface ErrorEntry {
  /** What happened; `{name}` is filled from the parameters. */
  message: string;
  /** What to do about it, same placeholders. */
  remedy: string;
  exit: ExitCode;
  /** HTTP status where it can reach a client. */
  http: number;
}
