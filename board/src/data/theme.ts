export type Theme = "system" | "light" | "dark";

const STORAGE = "governor.theme";
/** Sent on `document` after a change, so that canvases repaint. */
export const THEME_EVENT = "governor-theme";

export function currentTheme(): Theme {
  const theme = document.documentElement.dataset["theme"];
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** `system` follows `prefers-color-scheme`; the choice is read again before the first paint by public/theme.js. */
export function setTheme(theme: Theme): void {
  try {
    if (theme === "system") localStorage.removeItem(STORAGE);
    else localStorage.setItem(STORAGE, theme);
  } catch {
    // Storage is off: it lasts until the page is closed.
  }
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  document.dispatchEvent(new Event(THEME_EVENT));
}

/** Light, dark, system, light … */
export function nextTheme(theme: Theme): Theme {
  return theme === "light" ? "dark" : theme === "dark" ? "system" : "light";
}

/** Calls back when the colours change, by choice or by the system. */
export function onThemeChange(listener: () => void): () => void {
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", listener);
  document.addEventListener(THEME_EVENT, listener);
  return () => {
    media.removeEventListener("change", listener);
    document.removeEventListener(THEME_EVENT, listener);
  };
}
