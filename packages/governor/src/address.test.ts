import { expect, test } from "vitest";
import { formatAddress, isLoopback, parseAddress } from "./address.ts";

test.each([
  ["127.0.0.1:4318", "127.0.0.1", 4318],
  ["localhost:0", "localhost", 0],
  ["governor.example.com:443", "governor.example.com", 443],
  ["[::1]:4318", "::1", 4318],
  ["[2001:db8::1]:65535", "2001:db8::1", 65_535],
])("%s is host %s and port %d, and is written the same", (text, host, port) => {
  expect(parseAddress(text)).toEqual({ host, port });
  expect(formatAddress({ host, port })).toBe(text);
});

test("a port alone after a colon listens on every IPv4 interface", () => {
  expect(parseAddress(":4318")).toEqual({ host: "0.0.0.0", port: 4318 });
});

test.each([
  ["4318", "write 127.0.0.1:4318 for this machine, :4318 for every interface"],
  ["localhost", "add the port: localhost:4318"],
  ["::1:4318", "write an IPv6 address in brackets"],
  ["http://localhost:4318", "leave out http://"],
  ["localhost:65536", "beyond 65535"],
  ["localhost:-1", "write it like 127.0.0.1:4318"],
  ["local host:1", "is not a host name"],
  ["[localhost]:1", "is not an IPv6 address"],
  ["[::1]", "not host:port"],
  ["", "add the port"],
])("%j is refused, and told how to be written", (text, hint) => {
  expect(() => parseAddress(text)).toThrow(hint);
});

test.each([
  "localhost",
  "LOCALHOST",
  "a.localhost",
  "127.0.0.1",
  "127.9.8.7",
  "::1",
  "[::1]",
  "0:0:0:0:0:0:0:1",
  "::ffff:127.0.0.1",
])("%s is this machine", (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  "0.0.0.0",
  "::",
  "10.0.0.1",
  "128.0.0.1",
  "127.0.0.1.example.com",
  "localhost.example.com",
  "::11",
  "governor",
  "",
])("%s is not only this machine", (host) => {
  expect(isLoopback(host)).toBe(false);
});
