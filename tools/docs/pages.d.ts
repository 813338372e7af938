export declare function generatedPages(root: string): Promise<Map<string, string>>;
/** One line per page that differs from what the source would make now. */
export declare function stalePages(root: string): Promise<string[]>;
