// adbkit (npm) on a phone behind an adb server: node adbkit.js PACKAGE PORT SERIAL; prints JSON.
const [, , name, port, serial] = process.argv;
const found = require(name);
const Adb = found.Adb ?? found.default ?? found;
const client = Adb.createClient({ host: "127.0.0.1", port: Number(port) });
const device = client.getDevice && name.startsWith("@") ? client.getDevice(serial) : null;
const call = (method, ...words) =>
  device ? device[method](...words) : client[method](serial, ...words);

const text = async (stream) => {
  const parts = [];
  for await (const part of await stream) parts.push(part);
  return Buffer.concat(parts);
};
const finished = (transfer) =>
  new Promise((resolve, reject) => transfer.on("end", resolve).on("error", reject));

const told = {};
(async () => {
  const listed = await client.listDevices();
  told.devices = listed.map((one) => `${one.id} ${one.type}`);
  told.shell = (await text(call("shell", "echo 'from  node'; id -un"))).toString();
  told.model = (await call("getProperties"))["ro.product.model"];
  told.packages = (await call("getPackages")).includes("com.android.settings");
  const data = Buffer.alloc(2_500_000, "node");
  const { Readable } = require("stream");
  const chunks = Array.from({ length: 50 }, (_, at) => data.subarray(at * 50_000, at * 50_000 + 50_000));
  await finished(await call("push", Readable.from(chunks), "/data/local/tmp/node", 0o644));
  told.size = (await call("stat", "/data/local/tmp/node")).size;
  told.same = (await text(call("pull", "/data/local/tmp/node"))).equals(data);
  told.files = (await call("readdir", "/data/local/tmp")).map((file) => file.name);
  told.missing = await call("stat", "/data/local/tmp/none").then(() => "", (e) => e.code || e.message);
  const picture = await text(call("screencap"));
  told.png = picture.subarray(1, 4).toString();
  told.forwarded = await call("forward", "tcp:0", "tcp:9008").then(() => true, (e) => e.message);
  await call("reverse", "tcp:7171", "tcp:1");
  told.reverses = (await call("listReverses")).map((one) => one.remote + " " + one.local);
  told.root = await call("root").then(() => "rooted", (e) => e.message);
  process.stdout.write(JSON.stringify(told));
  process.exit(0);
})().catch((error) => {
  console.error(told, error);
  process.exit(1);
});
