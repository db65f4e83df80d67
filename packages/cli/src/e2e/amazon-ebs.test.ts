import { motoImages } from "@ingot/testing";
import { imagesOf, keysOf, newAccount, regions } from "./amazon.test-fixtures.js";
import { atAmazon } from "./amazon-suite.test-fixtures.js";
import { bin, workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(120_000);

atAmazon("amazon-ebs", (amazon) => {
  const source = () => ({
    region: "us-east-1",
    source_ami: motoImages.ubuntu,
    instance_type: "t3.micro",
    ssh_username: "root",
    ssh_host: "127.0.0.1",
    ssh_port: amazon.sshd.port,
  });

  const written = (value: Readonly<Record<string, unknown>>) =>
    Object.entries(value)
      .map(([name, each]) => `  ${name} = ${JSON.stringify(each)}`)
      .join("\n");

  const hcl = (more: object, rest = "") => ({
    "web.pkr.hcl": `
source "amazon-ebs" "web" {
${written({ ...source(), ...more })}
}
build {
  sources = ["source.amazon-ebs.web"]
  provisioner "shell" { inline = ["echo provisioned $((40 + 2))"] }
  ${rest}
}
`,
  });

  const json = (more: object) => ({
    "web.json": JSON.stringify({
      builders: [{ type: "amazon-ebs", ...source(), ...more }],
      provisioners: [{ type: "shell", inline: ["echo provisioned $((40 + 2))"] }],
      "post-processors": ["manifest"],
    }),
  });

  const open = async (files: Readonly<Record<string, string>>) => {
    const place = workplace(files);
    const proxy = await newAccount(amazon.moto, { authorizedKeys: keysOf(amazon.sshd) });
    return {
      place,
      proxy,
      build: (...args: string[]) => place.start(process.execPath, [bin, "build", ...args], proxy.env).ended,
      left: async () => (await proxy.inventory(regions)).map(({ kind, region }) => `${kind} ${region}`),
      async [Symbol.asyncDispose]() {
        place[Symbol.dispose]();
        await proxy[Symbol.asyncDispose]();
      },
    };
  };

  test("the tutorial's template makes an AMI, and leaves nothing else", async () => {
    const manifest = 'post-processor "manifest" {}';
    await using scene = await open(
      hcl({ ami_name: "web-{{timestamp}}", tags: { Base: "{{ .SourceAMIName }}" } }, manifest),
    );
    const { code, out } = await scene.build("web.pkr.hcl");
    expect(out).toContain("provisioned 42");
    expect(code).toBe(0);
    const [image, ...others] = await imagesOf(scene.proxy);
    expect(others).toEqual([]);
    expect(image).toMatchObject({
      region: "us-east-1",
      name: expect.stringMatching(/^web-\d{10}$/),
      tags: { Base: "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240601" },
    });
    expect(await scene.left()).toEqual(["image us-east-1", "snapshot us-east-1"]);
    const id = /us-east-1: (ami-\w+)\n/.exec(out)![1]!;
    expect(out).toContain(`--> amazon-ebs.web: AMIs were created:\nus-east-1: ${id}\n`);
    expect(JSON.parse(scene.place.read("packer-manifest.json")).builds).toMatchObject([
      { name: "web", builder_type: "amazon-ebs", files: null, artifact_id: `us-east-1:${id}` },
    ]);
  });

  test("the same in old JSON, with a copy", async () => {
    await using scene = await open(json({ ami_name: "web {{timestamp}}", ami_regions: ["us-west-2"] }));
    const { code, out, err } = await scene.build("web.json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("provisioned 42");
    expect(await scene.left()).toEqual([
      ...["image us-east-1", "snapshot us-east-1"],
      ...["image us-west-2", "snapshot us-west-2"],
    ]);
    expect(JSON.parse(scene.place.read("packer-manifest.json")).builds[0].artifact_id).toMatch(
      /^us-east-1:ami-\w+,us-west-2:ami-\w+$/,
    );
  });

  test("another build starts from the AMI", async () => {
    const chain = `
source "amazon-ebs" "app" {
${written({ ...source(), source_ami: undefined, ami_name: "app" })}
  source_ami = artifact.amazon-ebs.web.ami
}
build {
  sources = ["source.amazon-ebs.app"]
}
`;
    const { "web.pkr.hcl": web } = hcl({ ami_name: "web" });
    await using scene = await open({ "web.pkr.hcl": web + chain.replace(/^ {2}source_ami = undefined\n/m, "") });
    const { code, out } = await scene.build("web.pkr.hcl");
    expect(out).toContain("--> amazon-ebs.app: AMIs were created:");
    expect(code).toBe(0);
    expect((await imagesOf(scene.proxy)).map((image) => (image as { name: string }).name)).toEqual(["app", "web"]);
  });

  test("without an AMI nothing is left, and nobody waits for the machine to stop", async () => {
    await using scene = await open(hcl({ ami_name: "web", skip_create_ami: true }));
    const { code, out } = await scene.build("web.pkr.hcl");
    expect(out).toContain("Skipping AMI creation, as skip_create_ami says");
    expect(code).toBe(0);
    expect(await scene.left()).toEqual([]);
    expect(scene.proxy.calls.filter(({ action }) => action === "StopInstances")).toEqual([]);
  });

  test("the instance is gone before post-processors begin", async () => {
    const look = 'post-processor "shell-local" { inline = ["curl -sf $AWS_ENDPOINT_URL/post-processing || true"] }';
    await using scene = await open(hcl({ ami_name: "web" }, look));
    expect((await scene.build("web.pkr.hcl")).code).toBe(0);
    const { calls } = scene.proxy;
    const asked = calls.findIndex(({ service }) => service === "s3"); // whoever signs nothing counts as that
    expect(asked).toBeGreaterThan(calls.findLastIndex(({ action }) => action === "TerminateInstances"));
  });

  test("a name that is taken is found before anything is started, and -force takes it", async () => {
    await using scene = await open(hcl({ ami_name: "web" }));
    expect((await scene.build("web.pkr.hcl")).code).toBe(0);
    const made = () => scene.proxy.calls.filter(({ mutating }) => mutating).length;
    const before = made();
    const again = await scene.build("web.pkr.hcl");
    expect(again.code).toBe(1);
    expect(again.out + again.err).toMatch(
      /The AMI name "web" is taken in us-east-1, by ami-\w+\. Choose another ami_name/,
    );
    expect(made()).toBe(before);
    expect((await scene.build("-force", "web.pkr.hcl")).code).toBe(0);
    expect((await imagesOf(scene.proxy)).length).toBe(1);
  });

  test("a field that no template has there is a mistake before anything starts, in HCL and in old JSON", async () => {
    const tags = { Base: "{{ .SourceAmiName }}", Good: "{{ .SourceAMITags.Name }} of {{ .BuildRegion }}" };
    using place = workplace({ ...hcl({ ami_name: "web", tags }), ...json({ ami_name: "web", tags }) });
    for (const name of ["web.pkr.hcl", "web.json"]) {
      const { code, out, err } = await place.ingot("validate", name);
      expect(code).toBe(1);
      expect((out + err).replace(/\s+/g, " ")).toContain(
        'The {{ }} template has an error at line 1, column 4: there is no field ".SourceAmiName". Known are .BuildRegion, .SourceAMI, .SourceAMIName, .SourceAMICreationDate, .SourceAMIOwner, .SourceAMIOwnerName, .SourceAMITags.',
      );
      expect((out + err).match(/Error/g)).toHaveLength(1);
    }
  });

  describe("with moto alone, which tags no copies and no snapshots at birth", () => {
    beforeEach(() => amazon.moto.reset());

    const buildPlainly = async (more: object) => {
      using place = workplace(hcl({ ami_name: "web", ssh_private_key_file: amazon.sshd.key, ...more }));
      const args = [bin, "build", "web.pkr.hcl"];
      const ended = await place.start(process.execPath, args, amazon.moto.env).ended;
      return { ...ended, things: await amazon.moto.inventory(regions) };
    };

    test("AMIs and snapshots are tagged, and nothing else is left", async () => {
      const all = { ami_regions: ["eu-west-1"], tags: { Base: "{{ .SourceAMI }}" }, run_tags: { Team: "images" } };
      const { code, out, things } = await buildPlainly(all);
      expect(out).toContain("provisioned 42");
      expect(code).toBe(0);
      const tags = things.map(({ kind, region, tags }) => [`${kind} ${region}`, tags]);
      const base = { Base: motoImages.ubuntu };
      expect(tags).toEqual([
        ["image us-east-1", { ...base, Team: "images" }],
        ["snapshot us-east-1", { ...base, Team: "images" }],
        ["image eu-west-1", base], // moto forgets what a copy is born with
        ["snapshot eu-west-1", { ...base, Team: "images" }],
      ]);
    });

    test("a failure when all AMIs are there leaves nothing", async () => {
      const { code, out, err, things } = await buildPlainly({
        ami_regions: ["eu-west-1"],
        deprecate_at: "2030-01-31T00:00:00Z",
        max_retries: 1,
      });
      expect(out + err).toContain("EnableImageDeprecation"); // which moto does not know
      expect(code).toBe(1);
      expect(things).toEqual([]);
    });
  });
});
