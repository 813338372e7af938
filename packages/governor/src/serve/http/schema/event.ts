import { CHANGE_KINDS } from "@governor/contract";
import { z } from "zod";

const text = z.string().optional();

/** A change event as we write it. */
export const plainEvent = z.strictObject({
  kind: z.enum(CHANGE_KINDS).default("deploy"),
  service: text.describe("As its spans name it (service.name); a deploy and a rollback need it"),
  release: text.describe("As its spans name it (service.version); a deploy and a rollback need it"),
  env: text,
  sha: text.describe("Commit"),
  actor: text.describe("Who did it: a person or a pipeline"),
  owner: text.describe("Team that answers for the change"),
  url: text.describe("http or https"),
  title: text,
  time: text.describe("RFC 3339; the time of receipt when left out"),
  timeUnixMs: z.number().optional().describe("Instead of `time`"),
  id: text.describe("The same id sent again is the same event; made from the content when left out"),
});

/** CloudEvents 1.0 in structured mode; in binary mode the attributes are `ce-` headers. */
export const cloudEvent = z.looseObject({
  specversion: z.string(),
  id: z.string(),
  source: z.string(),
  type: z
    .string()
    .describe("`dev.cdevents.service.deployed`, `.upgraded` or `.rolledback`, or one whose data has a `kind`"),
  time: text,
  data: z.unknown(),
});
