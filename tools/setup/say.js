/** Progress goes to stderr: stdout is for a task's data. @param {string} text */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** A failure with its fix, shown without a stack: the person can act on it. */
export class SetupError extends Error {
  /**
   * @param {string} message what happened
   * @param {string} remedy what to do
   */
  constructor(message, remedy) {
    super(message);
    this.name = "SetupError";
    this.remedy = remedy;
  }
}
