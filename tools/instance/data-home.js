import { createHash } from "node:crypto";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "./record.js";

/**
 * The folder for an instance's data: `.governor` in the checkout, unless this is root and the checkout lies where other
 * users cannot go. PostgreSQL refuses to run as root, so its processes run as another user and must reach their files.
 * @returns {string}
 */
export function dataHome() {
  const inCheckout = join(root, ".governor");
  if (process.getuid?.() !== 0 || everyoneMayPass(root)) return inCheckout;
  const name = `governor-dev-${createHash("sha256").update(root).digest("hex").slice(0, 8)}`;
  return join(["/var/lib", tmpdir()].find((folder) => isWritable(folder) && everyoneMayPass(folder)) ?? tmpdir(), name);
}

/** @param {string} folder @returns {boolean} */
function everyoneMayPass(folder) {
  const isOpen = (statSync(folder).mode & 0o001) !== 0;
  return isOpen && (dirname(folder) === folder || everyoneMayPass(dirname(folder)));
}

/** @param {string} folder */
function isWritable(folder) {
  if (!existsSync(folder)) return false;
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
