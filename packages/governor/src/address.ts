/** Where a server listens. `host` is without brackets. */
export interface Address {
  host: string;
  port: number;
}

/**
 * `127.0.0.1:4318`, `[::1]:4318`, `localhost:0` (any free port), `:4318` (every IPv4 interface).
 * Throws an Error whose message says what is wrong and how to write it.
 */
export function parseAddress(text: string): Address {
  const match = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(text);
  if (!match) throw new Error(`"${text}" is not host:port${hintFor(text)}`);
  const port = Number(match[3]);
  if (port > 65_535) throw new Error(`the port ${match[3]} is beyond 65535`);
  if (match[1] !== undefined) {
    if (!/^[0-9a-fA-F:.]*:[0-9a-fA-F:.]*$/.test(match[1])) throw new Error(`"${match[1]}" is not an IPv6 address`);
    return { host: match[1], port };
  }
  const host = match[2] || "0.0.0.0";
  if (!isHostName(host)) throw new Error(`"${host}" is not a host name or address`);
  return { host, port };
}

/** The address as people and URLs write it. */
export function formatAddress(address: Address): string {
  return `${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`;
}

/** Whether only this machine can reach it. Names other than localhost are not resolved: they count as reachable. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (bare === "localhost" || bare.endsWith(".localhost")) return true;
  const ipv4 = bare.replace(/^::ffff:/, "");
  if (/^127(?:\.\d{1,3}){3}$/.test(ipv4)) return true;
  return bare === "::1" || /^(?:0{1,4}:){7}0{0,3}1$/.test(bare);
}

/** A DNS name or an IPv4 address, without port. */
export function isHostName(text: string): boolean {
  return (
    text.length <= 253 &&
    /^[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?$/.test(text)
  );
}

function hintFor(text: string): string {
  if (/^\d+$/.test(text)) return `; write 127.0.0.1:${text} for this machine, :${text} for every interface`;
  if (/^https?:\/\//.test(text)) return `; leave out http:// and the path`;
  if ((text.match(/:/g) ?? []).length > 1 && !text.startsWith("["))
    return "; write an IPv6 address in brackets: [::1]:4318";
  if (!text.includes(":")) return `; add the port: ${text || "127.0.0.1"}:4318`;
  return "; write it like 127.0.0.1:4318";
}
