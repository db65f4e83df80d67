import type { Aws, Instance } from "@ingot/client-aws";
import { testContext, testHost } from "@ingot/testing";
import { instanceAddress } from "./address.js";
import { launchConfig, messageOf } from "./launch-world.test-fixtures.js";

/** Each look shows the next of `states`, and then the last again and again. */
function addressOf(ssh_interface: string | undefined, ...states: Instance[]): Promise<string> {
  using host = testHost();
  const waits: number[] = [];
  const sleep = async (milliseconds: number) => void waits.push(milliseconds);
  const look = async () => (states.length > 1 ? states.shift() : states[0]);
  const aws = { watch: { instance: look } } as unknown as Aws;
  return instanceAddress(launchConfig({ ssh_interface }), aws, "i-1", testContext({ host: { ...host, sleep } }));
}

const whole: Instance = {
  PublicIpAddress: "192.0.2.1",
  PrivateIpAddress: "10.0.0.1",
  PublicDnsName: "ec2-192-0-2-1.example",
  PrivateDnsName: "ip-10-0-0-1.example",
  NetworkInterfaces: [{ Ipv6Addresses: [{ Ipv6Address: "2001:db8::1" }] }],
};

test.each([
  [undefined, "192.0.2.1"],
  ["public_ip", "192.0.2.1"],
  ["private_ip", "10.0.0.1"],
  ["public_dns", "ec2-192-0-2-1.example"],
  ["private_dns", "ip-10-0-0-1.example"],
  ["ipv6", "2001:db8::1"],
])("%s is %s", async (choice, address) => expect(await addressOf(choice, whole)).toBe(address));

test("an address that comes late is waited for", async () => {
  expect(await addressOf("public_ip", { PrivateIpAddress: "10.0.0.1" }, {}, whole)).toBe("192.0.2.1");
});

test("without a public address, and without a choice, it is the private one", async () => {
  expect(await addressOf(undefined, { PrivateIpAddress: "10.0.0.1", PublicDnsName: "" })).toBe("10.0.0.1");
});

test("an address that was chosen must be there", async () => {
  expect(await messageOf(addressOf("ipv6", { PrivateIpAddress: "10.0.0.1" }))).toBe(
    "Instance i-1 has no ipv6: choose another ssh_interface, or a subnet whose instances have one (for public addresses, associate_public_ip_address = true).",
  );
  expect(await messageOf(addressOf(undefined, {}))).toBe("Instance i-1 has no address.");
});
