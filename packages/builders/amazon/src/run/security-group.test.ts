import { createServer } from "node:http";
import { join } from "node:path";
import { freePort, requiresSshd, startSshd } from "@ingot/testing";
import { launchConfig, messageOf, throughSshd, withMoto } from "./launch-world.test-fixtures.js";
import { portOf } from "./security-group.js";

/** Tells everybody the same address. */
async function addressService(text: string) {
  const port = await freePort();
  const server = createServer((_request, response) => response.end(text)).listen(port, "127.0.0.1");
  return { url: `http://127.0.0.1:${port}/`, [Symbol.dispose]: () => void server.close() };
}

withMoto("security groups", (open) => {
  requiresSshd()("of an instance that is logged in to", () => {
    const rulesOf = async (input: object, env: Record<string, string> = {}) => {
      await using sshd = await startSshd();
      await using world = await open({ env, waitsFrom: 8000, authorizedKeys: join(sshd.directory, "authorized_keys") });
      await world.launch({ ...throughSshd(sshd), ...input });
      const { GroupId: _id, ...rules } = world.call("AuthorizeSecurityGroupIngress");
      const said = world.run.said.find((text) => text.startsWith("Authorizing"));
      return { rules, said, port: String(sshd.port) };
    };

    it("let in everybody, or whom the template says", async () => {
      const open = await rulesOf({});
      expect(open.rules).toEqual({
        "IpPermissions.1.IpProtocol": "tcp",
        "IpPermissions.1.FromPort": open.port,
        "IpPermissions.1.ToPort": open.port,
        "IpPermissions.1.IpRanges.1.CidrIp": "0.0.0.0/0",
      });
      expect(open.said).toBe(
        `Authorizing access to port ${open.port} from [0.0.0.0/0] in the temporary security group...`,
      );
      const { rules } = await rulesOf({ temporary_security_group_source_cidrs: ["192.0.2.0/24", "2001:db8::/32"] });
      expect(rules).toMatchObject({
        "IpPermissions.1.IpRanges.1.CidrIp": "192.0.2.0/24",
        "IpPermissions.1.Ipv6Ranges.1.CidrIpv6": "2001:db8::/32",
      });
      expect((await rulesOf({ ssh_interface: "ipv6" })).rules).toMatchObject({
        "IpPermissions.1.Ipv6Ranges.1.CidrIpv6": "::/0",
      });
    });

    it("let in this machine's public address alone", async () => {
      using service = await addressService("192.0.2.7\n");
      const env = { INGOT_PUBLIC_ADDRESS_URL: service.url };
      const { rules } = await rulesOf({ temporary_security_group_source_public_ip: true }, env);
      expect(rules["IpPermissions.1.IpRanges.1.CidrIp"]).toBe("192.0.2.7/32");
      using other = await addressService("<html>");
      const failing = rulesOf(
        { temporary_security_group_source_public_ip: true },
        { INGOT_PUBLIC_ADDRESS_URL: other.url },
      );
      expect(await messageOf(failing)).toBe(
        `${other.url} does not tell the public address of this machine (status 200), which temporary_security_group_source_public_ip needs. Name it in temporary_security_group_source_cidrs.`,
      );
    });
  });

  it("are the template's where it names them, or describes them", async () => {
    await using world = await open();
    const ec2 = await world.aws.ec2();
    const made = await ec2.createSecurityGroup({ GroupName: "web", Description: "web" });
    await world.launch({ security_group_id: made.GroupId! });
    expect(world.call("RunInstances")["SecurityGroupId.1"]).toBe(made.GroupId);
    await world.launch({ security_group_filter: { filters: { "group-name": "web,other" } } });
    expect(world.call("RunInstances")["SecurityGroupId.1"]).toBe(made.GroupId);
    expect(world.run.said).toContain(`Found Security Group(s): ${made.GroupId}`);
    expect(await messageOf(world.launch({ security_group_filter: { filters: { "group-name": "none" } } }))).toBe(
      "Nothing at Amazon matches security_group_filter. Look at its filters, at the region, and at what the credentials may see.",
    );
    expect(await messageOf(world.launch({ security_group_ids: ["sg-00000000000000000"] }))).toMatch(
      /^Cannot describe security groups .* in us-east-1: ec2:DescribeSecurityGroups was refused: InvalidGroup\.NotFound: /,
    );
    expect(world.changes()).toEqual(["CreateSecurityGroup", "RunInstances", "RunInstances"]);
  });
});

it("is the communicator's port that is opened", () => {
  expect(portOf(launchConfig({ ssh_port: 2222 }))).toBe(2222);
  expect(portOf(launchConfig({ communicator: "winrm" }))).toBe(5985);
  expect(portOf(launchConfig({ communicator: "winrm", winrm_use_ssl: true }))).toBe(5986);
  expect(portOf(launchConfig({ communicator: "winrm", winrm_port: 1234 }))).toBe(1234);
});
