import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSecretBox, secretBox } from "./secret-box.ts";

test("what is sealed opens with the same folder's key, and only for its purpose", async () => {
  const folder = await mkdtemp(join(tmpdir(), "governor-box-"));
  try {
    const sealed = (await openSecretBox(folder)).seal("https://chat.example.com/secret", "route:1");
    const again = await openSecretBox(folder);
    expect(again.open(sealed, "route:1")).toBe("https://chat.example.com/secret");
    expect(again.open(sealed, "route:2")).toBeNull();
    expect(sealed.toString("latin1")).not.toContain("secret");
    const path = join(folder, "secret.key");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, "utf8")).toHaveLength(44);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("what another key sealed, or what was changed, does not open", () => {
  const box = secretBox(Buffer.alloc(32, 1));
  const sealed = box.seal("secret", "p");
  expect(secretBox(Buffer.alloc(32, 2)).open(sealed, "p")).toBeNull();
  const changed = Buffer.from(sealed);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  expect(box.open(changed, "p")).toBeNull();
  expect(box.open(sealed.subarray(0, 10), "p")).toBeNull();
  expect(box.seal("secret", "p")).not.toEqual(sealed);
});
