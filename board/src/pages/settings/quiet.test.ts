import { WEEKDAYS } from "@governor/contract";
import { expect, test } from "vitest";
import { quietText } from "./quiet.ts";

const night = { from: "22:00", to: "07:00", timezone: "Europe/Berlin" };

test("quiet hours name their days only where they are not all", () => {
  expect(quietText(null)).toBe("never");
  expect(quietText({ ...night, days: WEEKDAYS })).toBe("22:00–07:00 Europe/Berlin");
  expect(quietText({ ...night, days: ["mon", "tue", "wed", "thu", "fri"] })).toBe(
    "22:00–07:00 Europe/Berlin, not sat sun",
  );
  expect(quietText({ ...night, days: ["sat", "sun"] })).toBe("22:00–07:00 Europe/Berlin, only sat sun");
});
