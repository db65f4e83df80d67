import { processesWith, testHost, until } from "@ingot/testing";
import { nodeHost } from "./node-host.js";

test("nobody watches any more when a program that ends with us has ended", async () => {
  using host = testHost();
  const mark = `ends-with-us-${process.pid}`;
  const child = host.spawn("/bin/sh", ["-c", "read -r _", mark], { stdin: "pipe", endsWithUs: true });
  const watchers = () => processesWith(`\0sh\0${child.pid}\0`, ["cmdline"]);
  await until(() => watchers().length === 1);
  child.stdin!.end();
  expect(await child.exit).toMatchObject({ code: 1 });
  await until(() => watchers().length === 0);
  expect(processesWith(mark)).toEqual([]);
});

test("a program that could not be started is watched by nobody", async () => {
  using host = testHost();
  await expect(host.spawn("no-such-program", [], { endsWithUs: true }).exit).rejects.toMatchObject({ code: "ENOENT" });
});

test.each([
  [{ HOME: "h", TMPDIR: "t" }, "/work/h/.local/state/ingot/runs", "/work/t"],
  [{ HOME: "/h", XDG_STATE_HOME: "x", TMPDIR: "/t" }, "/work/x/ingot/runs", "/t"],
])("what %j names is absolute, seen from the working directory", (env, stateDirectory, tempDirectory) => {
  expect(nodeHost({ cwd: "/work", env })).toMatchObject({ stateDirectory, tempDirectory });
});
