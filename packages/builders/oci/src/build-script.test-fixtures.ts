// A process that builds one image, for tests that run it as another user or kill it: CONFIG DIRECTORY COMMAND
import { nodeHost } from "@ingot/core";
import { testContext } from "@ingot/testing";
import { ociConfigSchema } from "./config.js";
import { ociBuilder } from "./oci-builder.js";

const [config, directory, command] = process.argv.slice(2) as [string, string, string];

async function build(): Promise<void> {
  const host = nodeHost({ cwd: directory, env: { PATH: process.env.PATH, HOME: directory }, tempDirectory: directory });
  await using run = testContext({ host, force: true });
  const machine = await ociBuilder.start(ociConfigSchema.parse(JSON.parse(config)), run);
  const onOutput = ({ text }: { text: string }) => console.log(text);
  const { exitCode } = await machine.communicator.exec(command, { onOutput });
  const artifact = await machine.save(run);
  console.log(JSON.stringify({ runId: run.runId, exitCode, digest: artifact?.id, warned: run.warned }));
}

void build();
