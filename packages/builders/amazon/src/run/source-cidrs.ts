import { isIP } from "node:net";
import { httpRequest, withRetries } from "@ingot/client-http";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import type { RunConfig } from "./run-fields.js";

/** Who may reach the instance. */
export async function sourceCidrs(config: RunConfig, run: BuildContext): Promise<readonly string[]> {
  if (config.temporary_security_group_source_public_ip) return [await publicAddress(run)];
  const given = config.temporary_security_group_source_cidrs;
  if (given.length > 0) return given;
  return [config.ssh_interface === "ipv6" ? "::/0" : "0.0.0.0/0"];
}

/** Amazon's own service tells who asks. Another may stand in `INGOT_PUBLIC_ADDRESS_URL`. */
const service = "https://checkip.amazonaws.com";

async function publicAddress({ host, signal, say }: BuildContext): Promise<string> {
  const url = host.env.INGOT_PUBLIC_ADDRESS_URL || service;
  const ask = async () => httpRequest({ url, timeout: 10_000, mostBytes: 1000 }, host, signal);
  const { status, body } = await withRetries(ask, (answer) => answer.status >= 500, host, signal);
  const address = body.toString("latin1").trim();
  const family = isIP(address);
  if (status !== 200 || family === 0) throw unknownAddress(url, status);
  say(`The public address of this machine is ${address}`);
  return `${address}/${family === 4 ? 32 : 128}`;
}

const unknownAddress = (url: string, status: number) =>
  new IngotError({
    code: "AMAZON_PUBLIC_ADDRESS",
    source: "outside",
    message: `${url} does not tell the public address of this machine (status ${status}), which temporary_security_group_source_public_ip needs. Name it in temporary_security_group_source_cidrs.`,
    data: { status },
  });
