import type { Aws, Instance } from "@ingot/client-aws";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import { describeInstance } from "./instance.js";
import type { RunConfig } from "./run-fields.js";

/** What of an instance is its address, by `ssh_interface`. */
const addresses: Readonly<Record<string, (instance: Instance) => string | undefined>> = {
  public_ip: ({ PublicIpAddress }) => PublicIpAddress,
  private_ip: ({ PrivateIpAddress }) => PrivateIpAddress,
  public_dns: ({ PublicDnsName }) => PublicDnsName,
  private_dns: ({ PrivateDnsName }) => PrivateDnsName,
  ipv6: ({ Ipv6Address, NetworkInterfaces = [] }) =>
    Ipv6Address ?? NetworkInterfaces[0]?.Ipv6Addresses?.[0]?.Ipv6Address,
};

/** The ways to an instance that a template may choose. */
export const sshInterfaces: readonly string[] = [...Object.keys(addresses), "session_manager"];

/** How often to look for an address that is still to come, and how far apart, in milliseconds. */
const looks = 3;
const interval = 2000;

/** The address to reach the instance at: by the template's choice, else the public one where there is one. */
export async function instanceAddress(config: RunConfig, aws: Aws, id: string, run: BuildContext): Promise<string> {
  const choice = config.ssh_interface ?? "public_ip";
  let instance = await describeInstance(aws, id);
  for (let look = 1; look < looks && !addresses[choice]!(instance); look++) {
    await run.host.sleep(interval, run.signal);
    instance = await describeInstance(aws, id);
  }
  const address = addresses[choice]!(instance) || (config.ssh_interface ? undefined : instance.PrivateIpAddress);
  if (address) return address;
  throw noAddress(config, id);
}

const noAddress = ({ ssh_interface }: RunConfig, id: string) =>
  new IngotError({
    code: "AMAZON_ADDRESS",
    source: "user",
    message: ssh_interface
      ? `Instance ${id} has no ${ssh_interface}: choose another ssh_interface, or a subnet whose instances have one (for public addresses, associate_public_ip_address = true).`
      : `Instance ${id} has no address.`,
    data: { instance: id },
  });
