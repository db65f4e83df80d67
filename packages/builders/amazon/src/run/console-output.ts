import type { Aws } from "@ingot/client-aws";
import type { BuildContext } from "@ingot/core/plugin";

/** How much of its end is shown, in lines. */
const most = 25;

/** Where `connect` fails, shows what the instance has said on its serial console: nobody can log in to look. */
export async function tellingConsole<T>(
  id: string,
  aws: Aws,
  run: BuildContext,
  connect: () => Promise<T>,
): Promise<T> {
  try {
    return await connect();
  } catch (error) {
    if (!run.signal.aborted) await showConsole(id, aws, run).catch(() => undefined); // the first error is what counts
    throw error;
  }
}

async function showConsole(InstanceId: string, aws: Aws, run: BuildContext): Promise<void> {
  const lines = await consoleLines(InstanceId, aws);
  if (lines.length === 0) return run.say(`Instance ${InstanceId} has said nothing on its serial console so far.`);
  run.say(`The last that instance ${InstanceId} has said on its serial console:`);
  for (const text of lines.slice(-most)) await run.output({ stream: "stderr", text });
}

/** Of instances of old kinds Amazon has only what it has kept. */
async function consoleLines(InstanceId: string, aws: Aws): Promise<string[]> {
  const ec2 = await aws.ec2();
  const { Output = "" } = await ec2
    .getConsoleOutput({ InstanceId, Latest: true })
    .catch(() => ec2.getConsoleOutput({ InstanceId }));
  const text = Buffer.from(Output, "base64").toString("utf8");
  return text.split(/\r*\n/).filter((line) => line.trim() !== "");
}
