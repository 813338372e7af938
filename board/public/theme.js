// Before the first paint, so that a chosen theme does not flash; a file because the content policy allows no inline script.
try {
  const theme = localStorage.getItem("governor.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is off: the system's theme it is.
}
