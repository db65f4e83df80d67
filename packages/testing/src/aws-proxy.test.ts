import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import {
  type AwsProxy,
  type AwsProxyOptions,
  awsClient,
  awsProxy,
  deny,
  dropAfter,
  dropBefore,
  elementsAt,
  forwardTo,
  type Moto,
  motoImages,
  notYet,
  requiresMoto,
  startMoto,
  textAt,
  throttle,
} from "./index.js";

let accounts = 300_000_000_000;

requiresMoto()("awsProxy", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(async () => moto?.[Symbol.asyncDispose]());

  const open = (options: AwsProxyOptions = {}) => {
    accounts += 1;
    return awsProxy(moto, { account: String(accounts), ...options });
  };
  /** Asks as a client would, through the proxy. */
  const ask = ({ endpoint }: AwsProxy, action: string, params: Record<string, string> = {}) =>
    awsClient(forwardTo(endpoint, "any"), "any").ask("ec2", "us-east-1", action, params);

  test("records calls, and passes them on to an account of its own", async () => {
    await using proxy = await open();
    await ask(proxy, "DescribeImages", { "Owner.1": "self" });
    const run = { ImageId: motoImages.ubuntu, MinCount: "1", MaxCount: "1" };
    await ask(proxy, "RunInstances", run);
    expect(proxy.calls).toEqual([
      { service: "ec2", region: "us-east-1", action: "DescribeImages", params: { "Owner.1": "self" }, mutating: false },
      { service: "ec2", region: "us-east-1", action: "RunInstances", params: run, mutating: true },
    ]);
    expect((await proxy.inventory()).map(({ kind }) => kind)).toEqual(["instance", "volume"]);
    expect(await moto.inventory()).toEqual([]);
  }, 60_000);

  test("lets the call fail that a rule names, and no other", async () => {
    const rules = [
      { action: "CreateKeyPair", from: 2, fault: throttle },
      { action: "ec2:DeleteKeyPair", times: Number.POSITIVE_INFINITY, fault: deny },
      { action: "DescribeKeyPairs", fault: notYet },
    ];
    await using proxy = await open({ rules });
    await ask(proxy, "CreateKeyPair", { KeyName: "a" });
    await expect(ask(proxy, "CreateKeyPair", { KeyName: "b" })).rejects.toThrow(
      "503: <Response><Errors><Error><Code>RequestLimitExceeded",
    );
    await ask(proxy, "CreateKeyPair", { KeyName: "b" });
    for (let times = 0; times < 2; times += 1)
      await expect(ask(proxy, "DeleteKeyPair", { KeyName: "a" })).rejects.toThrow("UnauthorizedOperation");
    await expect(ask(proxy, "DescribeKeyPairs", { "KeyName.1": "a" })).rejects.toThrow("InvalidKeyPair.NotFound");
    expect((await proxy.inventory()).map(({ id }) => id)).toEqual(["a", "b"]);
  }, 60_000);

  test("drops a connection before or after moto has seen the call; the same client token makes a thing once", async () => {
    const rules = [
      { action: "RunInstances", fault: dropBefore },
      { action: "RunInstances", from: 2, fault: dropAfter },
    ];
    await using proxy = await open({ rules });
    const run = { ImageId: motoImages.ubuntu, MinCount: "1", MaxCount: "1", ClientToken: randomUUID() };
    await expect(ask(proxy, "RunInstances", run)).rejects.toThrow("socket hang up");
    expect(await proxy.inventory()).toEqual([]);
    await expect(ask(proxy, "RunInstances", run)).rejects.toThrow("socket hang up");
    const [made] = await proxy.inventory();
    const again = await ask(proxy, "RunInstances", run);
    expect(textAt(again, "instancesSet/item/instanceId")).toBe(made!.id);
    await expect(ask(proxy, "RunInstances", { ...run, InstanceType: "t3.micro" })).rejects.toThrow(
      "IdempotentParameterMismatch",
    );
  }, 60_000);

  test("makes images with a snapshot for each volume, with the tags that they are to be born with", async () => {
    await using proxy = await open({ pendingLooks: 1 });
    const run = await ask(proxy, "RunInstances", {
      ...{ ImageId: motoImages.ubuntu, MinCount: "1", MaxCount: "1" },
      ...{ "BlockDeviceMapping.1.DeviceName": "/dev/sdf", "BlockDeviceMapping.1.Ebs.VolumeSize": "7" },
    });
    const instance = textAt(run, "instancesSet/item/instanceId")!;
    const image = {
      ...{ InstanceId: instance, Name: "mine", Description: "of <mine>" },
      ...{
        "TagSpecification.1.ResourceType": "image",
        "TagSpecification.1.Tag.1.Key": "a",
        "TagSpecification.1.Tag.1.Value": "1",
      },
      ...{
        "TagSpecification.2.ResourceType": "snapshot",
        "TagSpecification.2.Tag.1.Key": "b",
        "TagSpecification.2.Tag.1.Value": "2",
      },
    };
    const id = textAt(await ask(proxy, "CreateImage", image), "imageId")!;
    await expect(ask(proxy, "CreateImage", image)).rejects.toThrow("InvalidAMIName.Duplicate");
    const look = async () => elementsAt(await ask(proxy, "DescribeImages", { "ImageId.1": id }), "imagesSet/item")[0];
    expect(textAt(await look(), "imageState")).toBe("pending");
    const seen = await look();
    expect([textAt(seen, "imageState"), textAt(seen, "description")]).toEqual(["available", "of <mine>"]);
    const sizes = elementsAt(seen, "blockDeviceMapping/item").map((each) => [
      textAt(each, "deviceName"),
      textAt(each, "ebs/volumeSize"),
    ]);
    expect(sizes).toEqual([
      ["/dev/sda1", "15"],
      ["/dev/sdf", "7"],
    ]);
    const things = (await proxy.inventory()).filter(({ kind }) => /image|snapshot/.test(kind));
    expect(things.map(({ kind, tags }) => [kind, tags])).toEqual([
      ["image", { a: "1" }],
      ["snapshot", { b: "2" }],
      ["snapshot", { b: "2" }],
    ]);
    const [, , data] = things;
    await expect(ask(proxy, "DeleteSnapshot", { SnapshotId: data!.id })).rejects.toThrow("InvalidSnapshot.InUse");
    await ask(proxy, "DeregisterImage", { ImageId: id });
    await ask(proxy, "DeleteSnapshot", { SnapshotId: data!.id });
  }, 60_000);

  test("answers strictly what moto lacks", async () => {
    await using proxy = await open();
    const made = await ask(proxy, "RegisterImage", { Name: "registered", Architecture: "arm64" });
    const ImageId = textAt(made, "imageId")!;
    await expect(ask(proxy, "EnableImageDeprecation", { ImageId })).rejects.toThrow(
      "must contain the parameter DeprecateAt",
    );
    await expect(ask(proxy, "EnableFastLaunch", { ImageId, MaxParallelLaunches: "5" })).rejects.toThrow(
      "InvalidParameterValue",
    );
    await expect(ask(proxy, "ImportImage", { Licence: "AWS" })).rejects.toThrow(
      "The parameter Licence is not recognized",
    );
    await ask(proxy, "EnableImageDeprecation", { ImageId, DeprecateAt: "2030-01-01T00:00:00Z" });
    await ask(proxy, "EnableImageDeregistrationProtection", { ImageId });
    const seen = elementsAt(await ask(proxy, "DescribeImages", { "ImageId.1": ImageId }), "imagesSet/item")[0];
    expect([textAt(seen, "deprecationTime"), textAt(seen, "architecture")]).toEqual(["2030-01-01T00:00:00Z", "arm64"]);
    await expect(ask(proxy, "DeregisterImage", { ImageId })).rejects.toThrow("OperationNotPermitted");
  }, 60_000);

  test("imports disks, look by look", async () => {
    await using proxy = await open({ pendingLooks: 1 });
    const task = textAt(await ask(proxy, "ImportImage", { "DiskContainer.1.Format": "VMDK" }), "importTaskId")!;
    const look = async () =>
      elementsAt(
        await ask(proxy, "DescribeImportImageTasks", { "ImportTaskId.1": task }),
        "importImageTaskSet/item",
      )[0];
    expect(textAt(await look(), "status")).toBe("active");
    const done = await look();
    expect([textAt(done, "status"), textAt(done, "imageId")]).toEqual(["completed", expect.stringMatching(/^ami-/)]);
    await expect(ask(proxy, "CancelImportTask", { ImportTaskId: task })).rejects.toThrow("InvalidParameterValue");
  }, 60_000);

  test("speaks for Amazon to those who connect through it", async () => {
    await using proxy = await open({ tls: true });
    expect(proxy.tunnelEnv).toMatchObject({ HTTPS_PROXY: proxy.endpoint, AWS_REGION: "us-east-1" });
    expect(proxy.tunnelEnv).not.toHaveProperty("AWS_ENDPOINT_URL");
    expect(await throughTunnel(proxy, "ec2.eu-west-1.amazonaws.com")).toMatch(/<Name>us-east-1a|<regionName>eu-west-1/);
    await expect(throughTunnel(proxy, "example.com")).rejects.toThrow("403");
  }, 60_000);
});

/** What the host at the other end of a tunnel answers to the question for its regions. */
async function throughTunnel({ endpoint, tunnelEnv }: AwsProxy, host: string): Promise<string> {
  const [response, socket] = await once(request(endpoint, { method: "CONNECT", path: `${host}:443` }).end(), "connect");
  if (response.statusCode !== 200) throw new Error(String(response.statusCode));
  const ca = readFileSync(tunnelEnv.SSL_CERT_FILE!);
  const secure = connect({ socket: socket as Socket, servername: host, ca });
  const body = "Action=DescribeRegions&Version=2016-11-15";
  const signed = "AWS4-HMAC-SHA256 Credential=TEST/20260101/us-east-1/ec2/aws4_request";
  const head = ["POST / HTTP/1.1", `Host: ${host}`, `Authorization: ${signed}`, "Connection: close"];
  const form = ["Content-Type: application/x-www-form-urlencoded", `Content-Length: ${body.length}`];
  secure.write(`${[...head, ...form].join("\r\n")}\r\n\r\n${body}`);
  return await text(secure);
}
