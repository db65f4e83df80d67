import { type Moto, motoImages, requiresMoto, startMoto, testReadContext, ubuntuOwner } from "@ingot/testing";
import { amazonAmiDataSource } from "./amazon-ami-data-source.js";

const check = (fields: object) =>
  amazonAmiDataSource.check!(amazonAmiDataSource.config.parse(fields), { cwd: "/", env: {}, kindOf: () => undefined });

test("whose images count, and which, must be said", () => {
  expect(check({})).toEqual([
    {
      path: ["owners"],
      summary: "Missing image filter",
      detail:
        'Anybody can publish an image under any name, so say whose images count: an account\'s id, "self" or "amazon".',
    },
    {
      path: ["filters"],
      summary: "Missing image filter",
      detail: 'Say which image is meant, as in filters = { name = "debian-12-*" }.',
    },
  ]);
  expect(check({ owners: ["self"], filter: [{ name: "name", value: "x" }] })).toEqual([]);
});

requiresMoto()("images at Amazon", () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto[Symbol.asyncDispose]());

  async function read(fields: object) {
    using context = testReadContext(moto.env);
    return await amazonAmiDataSource.read(amazonAmiDataSource.config.parse(fields), context);
  }

  const ubuntu = { name: "ubuntu/images/*" };

  test("of several images the newest, with all that is told of it", async () => {
    const image = await read({ filters: ubuntu, owners: [ubuntuOwner], most_recent: true });
    expect(image).toEqual({
      id: expect.stringMatching(/^ami-0a{14}0[12]$/),
      name: expect.stringContaining("ubuntu/images/"),
      creation_date: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      owner: ubuntuOwner,
      owner_name: expect.any(String),
      tags: {},
    });
  });

  test("one image, with its tags, by filters as blocks", async () => {
    const tags = { "ResourceId.1": motoImages.amazonLinux, "Tag.1.Key": "kind", "Tag.1.Value": "a, b" };
    await moto.ask("ec2", "us-east-1", "CreateTags", tags);
    const filter = [{ name: "image-id", value: motoImages.amazonLinux }];
    expect(await read({ filters: { "image-id": "ami-1" }, filter, owners: ["amazon"] })).toMatchObject({
      id: motoImages.amazonLinux,
      owner_name: "amazon",
      tags: { kind: "a, b" },
    });
  });

  test("none and several are errors", async () => {
    await expect(read({ filters: { name: "none" }, owners: ["self"] })).rejects.toThrow(
      'There is no image in us-east-1 that matches name = "none", owners self.',
    );
    await expect(read({ filters: ubuntu, owners: [ubuntuOwner] })).rejects.toMatchObject({
      code: "AWS_IMAGE",
      message: `There are 2 images in us-east-1 that match name = "ubuntu/images/*", owners ${ubuntuOwner}. Narrow the filters, or set most_recent = true to take the newest.`,
    });
  });
});
