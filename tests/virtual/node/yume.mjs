// @yume-chan/adb straight at the phone's adbd: node yume.mjs HOST PORT; prints JSON.
import { generateKeyPairSync } from "node:crypto";
import { connect } from "node:net";
import { Duplex } from "node:stream";
import { Adb, AdbDaemonTransport, AdbPacket, AdbPacketSerializeStream, LinuxFileType }
  from "@yume-chan/adb";
import { Consumable, ReadableStream, StructDeserializeStream, WritableStream }
  from "@yume-chan/stream-extra";

const [, , host, port] = process.argv;
const keys = [];
const credentialStore = {
  generateKey() {
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "der" },
      publicKeyEncoding: { type: "spki", format: "der" },
    });
    keys.push({ buffer: new Uint8Array(privateKey), name: "node" });
    return keys[0];
  },
  *iterateKeys() { yield* keys; },
};

async function met() {
  const socket = connect(Number(port), host);
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.setNoDelay(true);
  const web = Duplex.toWeb(socket);
  const serializer = new AdbPacketSerializeStream();
  serializer.readable
    .pipeTo(new WritableStream({
      async write(chunk) {
        const bytes = chunk.value ?? chunk;
        await new Promise((resolve) => socket.write(bytes, resolve));
        chunk.consume?.();
      },
    }))
    .catch(() => {});
  const connection = {
    readable: web.readable.pipeThrough(new StructDeserializeStream(AdbPacket)),
    writable: serializer.writable,
  };
  const transport = await AdbDaemonTransport.authenticate({
    serial: `${host}:${port}`, connection, credentialStore,
  });
  return new Adb(transport);
}

const whole = async (stream) => {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
};

const told = {};
const late = setTimeout(() => { console.error("stuck after", told); process.exit(1); }, 60_000);
const adb = await met();
told.model = adb.banner.model;
told.none = await adb.subprocess.noneProtocol.spawnWaitText("echo none");
const done = await adb.subprocess.shellProtocol.spawnWaitText("echo out; echo err >&2; exit 6");
told.shell = [done.stdout, done.stderr, done.exitCode];
const sync = await adb.sync();
const data = new Uint8Array(3_000_000).map((_, at) => at * 7);
await sync.write({
  filename: "/data/local/tmp/yume",
  file: new ReadableStream({ start(c) { c.enqueue(data); c.close(); } }),
  type: LinuxFileType.File, permission: 0o640, mtime: 1_600_000_000,
});
const facts = await sync.stat("/data/local/tmp/yume");
told.stat = [Number(facts.size), facts.permission, Number(facts.mtime)];
told.same = Buffer.compare(await whole(sync.read("/data/local/tmp/yume")), Buffer.from(data)) === 0;
told.files = (await sync.readdir("/data/local/tmp")).map((entry) => entry.name);
told.missing = await sync.stat("/data/local/tmp/none").then(() => "", (error) => error.message);
await sync.dispose();
const frame = await adb.framebuffer();
told.frame = [frame.width, frame.height, frame.data.length];
const terminal = await adb.subprocess.shellProtocol.pty({ command: "read x; echo got $x" });
const writer = terminal.input.getWriter();
await writer.write(new TextEncoder().encode("typed\r"));
told.terminal = (await whole(terminal.output)).toString();
told.exit = await terminal.exited;
const answer = async (socket) => {
  const out = socket.writable.getWriter();
  await out.write(new TextEncoder().encode("from the host"));
  await socket.close();
};
const address = await adb.reverse.add("tcp:0", (socket) => {
  setImmediate(answer, socket); // the stream is open only when this has returned
});
told.reversed = await adb.subprocess.noneProtocol.spawnWaitText(
  `nc localhost ${address.replace("tcp:", "")} </dev/null`);
await adb.reverse.removeAll();
await adb.close();
told.keys = keys.length;
clearTimeout(late);
process.stdout.write(JSON.stringify(told));
process.exit(0);
