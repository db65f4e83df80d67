import { testContext, testHost } from "@ingot/testing";
import { importConfig } from "./config.js";
import { sourceDisk } from "./source-disk.js";

function choose(
  files: readonly string[],
  fields: object = {},
  values: Readonly<Record<string, string | string[]>> = {},
) {
  using host = testHost();
  const run = testContext({ host });
  const artifact = { builderId: "", id: "", files, description: "", values, destroy: async () => {} };
  const disk = sourceDisk(artifact, importConfig.parse({ s3_bucket_name: "b", ...fields }), run);
  return { ...disk, warned: run.warned };
}

test.each([
  [["a.txt", "a.vmdk"], {}, "a.vmdk", "vmdk"],
  [["a.IMG"], {}, "a.IMG", "raw"],
  [["a.vpc"], {}, "a.vpc", "vhd"],
  [["a.vhdx"], {}, "a.vhdx", "vhdx"],
  [["a.vmdk", "a.ova"], {}, "a.ova", "ova"],
  [["a.ova", "a.raw"], { format: "raw" }, "a.raw", "raw"],
])("of %j with %j it takes %s", (files, fields, file, format) => {
  expect(choose(files, fields)).toMatchObject({ file, format });
});

test("QEMU's disks are what their builder says", () => {
  const values = { diskPaths: ["out/web", "out/web-1"], diskType: "qcow2" };
  expect(choose(["out/efivars.fd", "out/web", "out/web-1"], {}, values)).toEqual({
    file: "out/web",
    format: "qcow2",
    warned: ["amazon-import takes one disk, out/web; it leaves out out/web-1."],
  });
});

test("no disk, or none of the format", () => {
  const names =
    "A name that ends with .ova, .raw, .vhd, .vhdx, .vmdk or .qcow2 tells it; the step artifice names the files of an artifact.";
  expect(() => choose([])).toThrow(
    `The artifact does not have a disk whose format its name tells. It has no files. ${names}`,
  );
  expect(() => choose(["a.vmdk", "b"], { format: "ova" })).toThrow(
    `The artifact does not have a disk of the format ova. Its files are a.vmdk, b. ${names}`,
  );
});
