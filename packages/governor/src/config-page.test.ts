import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { configurationMarkdown } from "./config-page.ts";
import { OPTIONS } from "./config-options.ts";

test("docs/configuration.md is what the table of options says; `npm run docs` makes it so", () => {
  const page = readFileSync(new URL("../../../docs/configuration.md", import.meta.url), "utf8");
  expect(page).toBe(configurationMarkdown());
});

test("every option has its flag, variable and default on the page", () => {
  const page = configurationMarkdown();
  for (const option of OPTIONS) {
    expect(page).toContain(`## \`--${option.flag} <`);
    expect(page).toContain(`\`${option.env}\``);
    expect(page).toContain(option.default ?? option.defaultText);
  }
});
