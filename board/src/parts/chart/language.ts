/** Makes `language` one that Intl accepts: without its POSIX suffix, else English. */
export function guardLanguage(target: { readonly language: string }): void {
  const language = usableLanguage(target.language);
  if (language === target.language) return;
  Object.defineProperty(target, "language", { value: language, configurable: true });
}

export function usableLanguage(language: string): string {
  for (const candidate of [language, language.replace(/[@.].*$/, "").replaceAll("_", "-")]) {
    try {
      Intl.getCanonicalLocales(candidate);
      return candidate;
    } catch {
      // Not a language tag; the next candidate.
    }
  }
  return "en";
}
