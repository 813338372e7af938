import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import Fastify from "fastify";
import { afterEach, expect, test } from "vitest";
import { boundConnections, closeInTime } from "./connections.ts";

let server: Server;
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close();
});

async function listening(limits: Parameters<typeof boundConnections>[1]): Promise<void> {
  server = createServer({ connectionsCheckingInterval: 20 }, (request, response) => {
    request.resume().on("end", () => response.end("ok"));
    request.on("error", () => {});
  });
  boundConnections(server, limits);
  await once(server.listen(0, "127.0.0.1"), "listening");
}

async function open(text: string): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  sockets.push(socket.on("error", () => {}));
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

async function answerOf(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (piece: Buffer) => (text += piece.toString()));
  await once(socket, "close");
  return text;
}

test("a body that stalls is answered 408 when its time is over", async () => {
  await listening({ openConnections: 10, requestHeadersMs: 100, requestMs: 200 });
  const socket = await open("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
  expect(await answerOf(socket)).toMatch(/^HTTP\/1.1 408 /);
});

test("headers that stall are answered 408 when their time is over", async () => {
  await listening({ openConnections: 10, requestHeadersMs: 100, requestMs: 5_000 });
  expect(await answerOf(await open("POST / HTTP/1.1\r\nHos"))).toMatch(/^HTTP\/1.1 408 /);
});

test("one connection more than the limit is closed, and the others go on", async () => {
  await listening({ openConnections: 2, requestHeadersMs: 5_000, requestMs: 5_000 });
  const first = await open("");
  await open("");
  expect(await answerOf(await open("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))).toBe("");
  first.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  expect(await answerOf(first)).toMatch(/^HTTP\/1.1 200 /);
});

test("a stop lets a request end, and cuts it off when its time is over", async () => {
  const app = Fastify({ forceCloseConnections: "idle" });
  server = app.server;
  const arrived = Promise.withResolvers<void>();
  const going = Promise.withResolvers<string>();
  app.get("/slow", () => (arrived.resolve(), going.promise));
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const answer = fetch(`${url}/slow`).then((response) => response.text());
  await arrived.promise;
  const closed = closeInTime(app, 10_000);
  going.resolve("done");
  expect(await answer).toBe("done");
  await closed;

  const stuck = Fastify({ forceCloseConnections: "idle" });
  const begun = Promise.withResolvers<void>();
  stuck.get("/stuck", () => (begun.resolve(), new Promise(() => {})));
  const cut = fetch(`${await stuck.listen({ host: "127.0.0.1", port: 0 })}/stuck`);
  cut.catch(() => {});
  await begun.promise;
  await closeInTime(stuck, 50);
  await expect(cut).rejects.toThrow();
});
