import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { SetupError } from "../setup/say.js";

/** A free port of 127.0.0.1. Between this and its use another program may take it: the start then fails and says so. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

/** @throws SetupError that names the holder where it can be known, and the way to another port */
export async function demandFreePort(port: number): Promise<void> {
  try {
    await listenOnce(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    const holder = holderOf(port);
    throw new SetupError(
      `Port ${port} is taken${holder === null ? "" : ` by ${holder}`}.`,
      `Stop that program, or choose another port: make up PORT=${port + 82}`,
    );
  }
}

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const { port: actual } = server.address() as AddressInfo;
      server.close(() => resolve(actual));
    });
  });
}

/** `node governor.js up (process 4711)`. Linux tells, for processes of this user; null elsewhere. */
function holderOf(port: number): string | null {
  const inodes = new Set(["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => listeningInodes(table, port)));
  if (inodes.size === 0) return null;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (socketsOf(pid).some((inode) => inodes.has(inode))) return `${commandOf(pid)} (process ${pid})`;
  }
  return null;
}

/** Column 1 is `address:port` in hexadecimal, column 3 the state (0A: listening), column 9 the socket's inode. */
function listeningInodes(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return readOrEmpty(table)
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter((columns) => columns[1]?.endsWith(wanted) && columns[3] === "0A")
    .map((columns) => columns[9] ?? "");
}

function socketsOf(pid: string): string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).map((fd) => /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${fd}`))?.[1] ?? "");
  } catch {
    return []; // another user's, or gone
  }
}

function commandOf(pid: string): string {
  const command = readOrEmpty(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
  return command.length > 80 ? `${command.slice(0, 80)}…` : command || "a program";
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
