import { localCommunicator, testContext, testHost } from "@ingot/testing";
import { shellLocalProvisioner } from "./index.js";

test("runs here and not on the machine, and knows the machine's values", async () => {
  using host = testHost();
  const machine = localCommunicator(host, host.directory);
  const run = testContext({ host });
  const config = shellLocalProvisioner.config.parse({ inline: ["echo {{ .ID }} $PACKER_HTTP_ADDR"] });
  const exports = { ID: "i-1", PackerHTTPAddr: "h:1" };
  await shellLocalProvisioner.provision(config, { communicator: machine, exports }, run);
  expect(run.lines).toEqual([{ stream: "stdout", text: "i-1 h:1" }]);
  expect(machine.commands).toEqual([]);
});

test("its block is checked", () => {
  const host = { cwd: "/w", env: {}, kindOf: () => undefined };
  const issues = shellLocalProvisioner.check!(shellLocalProvisioner.config.parse({}), host);
  expect(issues.map((issue) => issue.detail)).toEqual([
    "The block names no script. Set one of command, inline, script, scripts.",
  ]);
});
