import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

const FILE = "secret.key";
const KEY_BYTES = 32;
/** The nonce that AES-GCM is made for (NIST SP 800-38D, 8.2); random, since a box is sealed a few thousand times at most. */
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals what the state store must not know: with AES-256-GCM, by a key that lies in the data folder. */
export interface SecretBox {
  /** Bound to its `purpose`: what was sealed for another row does not open here. */
  seal(secret: string, purpose: string): Buffer;
  /** Null where it was sealed by another key, for another purpose, or was changed. */
  open(sealed: Uint8Array, purpose: string): string | null;
}

/** The data folder's box. Its key is made at the first start, in a file that is its owner's alone. */
export async function openSecretBox(dataDir: string): Promise<SecretBox> {
  return secretBox(await readOrMakeKey(join(dataDir, FILE)));
}

export function secretBox(key: Uint8Array): SecretBox {
  return {
    seal(secret, purpose) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(purpose));
      const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
    },
    open(sealed, purpose) {
      if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE_BYTES), options);
      decipher.setAAD(Buffer.from(purpose)).setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      try {
        const secret = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
        return secret.toString("utf8");
      } catch {
        return null;
      }
    },
  };
}

async function readOrMakeKey(path: string): Promise<Buffer> {
  const made = randomBytes(KEY_BYTES);
  try {
    // `wx`: never over a key that is there, or what it sealed is lost.
    await writeFile(path, made.toString("base64"), { mode: 0o600, flag: "wx" });
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  await chmod(path, 0o600);
  const key = Buffer.from(await readFile(path, "utf8"), "base64");
  if (key.length !== KEY_BYTES) throw new Error(`${path} does not hold a key of ${KEY_BYTES} bytes`);
  return key;
}
