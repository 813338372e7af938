import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testContent } from "./message.ts";
import { signatureOf } from "./route.ts";
import { sendingBy } from "./send.ts";

const CONTENT = testContent({ id: "m-1", timeUnixMs: 1_795_000_000_000, boardUrl: "https://governor.example.com" });

const mails: { text: string; from: string; to: string[] }[] = [];
const smtp = new SMTPServer({
  authOptional: false,
  allowInsecureAuth: true,
  disabledCommands: ["STARTTLS"],
  onAuth: ({ username, password }, _session, done) =>
    username === "bot" && password === "p@ss"
      ? done(null, { user: "bot" })
      : done(new Error(`no such user with ${password}`)),
  onData(stream, { envelope }, done) {
    let text = "";
    stream.on("data", (piece: Buffer) => (text += piece.toString()));
    stream.on("end", () => {
      const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
      mails.push({ text, from, to: envelope.rcptTo.map(({ address }) => address) });
      done();
    });
  },
});

beforeAll(async () => {
  await new Promise<void>((resolve) => smtp.listen(0, "127.0.0.1", () => resolve()));
});

afterAll(async () => {
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});

function sending(password: string) {
  const { port } = smtp.server.address() as AddressInfo;
  const send = sendingBy({ url: `smtp://bot:${password}@127.0.0.1:${port}`, from: "governor@example.com" }, () => 0);
  return send("email", { target: "search@example.com", secret: null }, CONTENT);
}

test("mail goes out over SMTP with the password, and its Message-ID is the message's", async () => {
  expect(await sending("p%40ss")).toBeNull();
  expect(mails).toMatchObject([{ from: "governor@example.com", to: ["search@example.com"] }]);
  for (const line of [
    "Message-ID: <m-1@governor>",
    "Auto-Submitted: auto-generated",
    "Subject: [Governor] Governor can reach you here: this is a test.",
  ])
    expect(mails[0]?.text).toContain(line);
});

test("what a mail server says against it is shown without the password", async () => {
  const refused = await sending("wr%40ng");
  expect(refused?.problem).toContain("EAUTH");
  expect(refused?.problem).not.toContain("wr@ng");
});

test("a server without a mail server says so", async () => {
  const failure = await sendingBy(null, () => 0)("email", { target: "a@example.com", secret: null }, CONTENT);
  expect(failure?.problem).toContain("knows no mail server");
});

test("a signature is that of the Standard Webhooks specification", () => {
  // The example of its reference implementations.
  const body = '{"test": 2432232314}';
  expect(
    signatureOf("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body),
  ).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
});
