import { awsClient, forwardTo, type Moto, motoImages, requiresMoto, startMoto } from "./index.js";

requiresMoto()("startMoto", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  afterAll(async () => moto?.[Symbol.asyncDispose]());

  test("has nothing but its first images, and an inventory of what was made, by account", async () => {
    const other = awsClient(forwardTo(moto.endpoint, "222222222222"), "222222222222");
    expect(await moto.inventory()).toEqual([]);
    const params = { ImageId: motoImages.ubuntu, MinCount: "1", MaxCount: "1" };
    await other.ask("ec2", "us-east-1", "RunInstances", {
      ...params,
      "TagSpecification.1.ResourceType": "instance",
      "TagSpecification.1.Tag.1.Key": "a&b",
      "TagSpecification.1.Tag.1.Value": "<1>",
    });
    const things = await other.inventory();
    expect(things.map(({ kind, tags }) => ({ kind, tags }))).toEqual([
      { kind: "instance", tags: { "a&b": "<1>" } },
      { kind: "volume", tags: {} },
    ]);
    expect(await moto.inventory()).toEqual([]);
    await moto.reset();
    expect(await other.inventory()).toEqual([]);
  }, 60_000);

  test("a refusal has Amazon's code", async () => {
    const asked = moto.ask("ec2", "us-east-1", "TerminateInstances", { "InstanceId.1": "i-0123456789abcdef0" });
    await expect(asked).rejects.toThrow(/InvalidInstanceID.NotFound/);
  }, 60_000);
});
