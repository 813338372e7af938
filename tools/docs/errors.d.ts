/** docs/errors.md, from the table of errors. */
export declare function errorsMarkdown(): string;
