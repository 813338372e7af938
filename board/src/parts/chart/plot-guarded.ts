import { guardLanguage } from "./language.ts";

// uPlot asks Intl for navigator.language while it is imported, and Intl throws on a POSIX locale such as `en-US@posix`.
guardLanguage(navigator);

export const { makePlot } = await import("./plot.ts");
