/** docs/limits.md, from the tables of limits and the comments above their lines. */
export declare function limitsMarkdown(root: string): string;
