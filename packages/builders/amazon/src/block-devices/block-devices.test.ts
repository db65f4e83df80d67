import * as z from "zod";
import { deviceFields } from "./block-device-fields.js";
import { checkBlockDevices } from "./check-block-devices.js";
import { toSdkBlockDevices } from "./sdk-block-devices.js";

const schema = z.object(deviceFields);
type Input = Omit<z.input<typeof schema>, "device_name">;

const device = (input: Input) => schema.parse({ device_name: "/dev/sdb", ...input });

const wrong: readonly (readonly [Input, string, string])[] = [
  [
    { volume_type: "gp2", iops: 3000 },
    "iops",
    "Volumes of the type gp2 have no iops to set: remove it, or use gp3, io1 or io2.",
  ],
  [{ volume_type: "io1" }, "iops", "A volume of the type io1 needs iops."],
  [{ volume_type: "io1", iops: 99 }, "iops", "iops of a volume of the type io1 is from 100 to 64000."],
  [
    { volume_type: "io1", iops: 600, volume_size: 10 },
    "iops",
    "A volume of the type io1 has at most 50 iops for each GiB: 500 here.",
  ],
  [{ volume_type: "io2", iops: 300_000 }, "iops", "iops of a volume of the type io2 is from 100 to 256000."],
  [{ volume_type: "gp3", iops: 2999 }, "iops", "iops of a volume of the type gp3 is from 3000 to 80000."],
  [{ volume_type: "gp2", throughput: 125 }, "throughput", "Only volumes of the type gp3 have a throughput to set."],
  [{ volume_type: "gp3", throughput: 124 }, "throughput", "throughput is from 125 to 2000."],
  [
    { encrypted: false, kms_key_id: "alias/x" },
    "kms_key_id",
    "A volume that is not encrypted has no key: remove kms_key_id, or encrypted = false.",
  ],
];

test.each(wrong)("%j", (input, option, detail) => {
  const path = ["launch_block_device_mappings", 1, option];
  expect(checkBlockDevices([device({}), device(input)], "launch_block_device_mappings")).toEqual([
    { path, severity: "error", summary: "Invalid block device", detail },
  ]);
});

test("a name that is none of the host's disks has no effect", () => {
  expect(checkBlockDevices([device({ virtual_name: "swap" })], "ami_block_device_mappings")).toEqual([
    {
      path: ["ami_block_device_mappings", 0, "virtual_name"],
      severity: "warning",
      summary: "Ignored argument",
      detail: 'Only names like ephemeral0 have an effect, and "swap" is none.',
    },
  ]);
});

test.each<Input>([
  { volume_type: "gp3" },
  { volume_type: "gp3", iops: 80_000, throughput: 2000 },
  { volume_type: "io1", iops: 500, volume_size: 10 },
  { iops: 500, snapshot_id: "snap-1" },
  { virtual_name: "ephemeral0" },
])("%j is right", (input) => expect(checkBlockDevices([device(input)], "x")).toEqual([]));

test("devices as Amazon takes them", () => {
  const all = [
    device({ no_device: true, volume_size: 1 }),
    device({ virtual_name: "ephemeral1", volume_size: 1 }),
    device({}),
    device({ kms_key_id: "alias/x" }),
    device({ encrypted: false, delete_on_termination: true }),
    device({ volume_type: "gp3", volume_size: 8, snapshot_id: "snap-1", iops: 3000, throughput: 125 }),
  ];
  const DeviceName = "/dev/sdb";
  expect(toSdkBlockDevices(all)).toEqual([
    { DeviceName, NoDevice: "" },
    { DeviceName, VirtualName: "ephemeral1" },
    { DeviceName, Ebs: { DeleteOnTermination: false } },
    { DeviceName, Ebs: { DeleteOnTermination: false, Encrypted: true, KmsKeyId: "alias/x" } },
    { DeviceName, Ebs: { DeleteOnTermination: true, Encrypted: false } },
    {
      DeviceName,
      Ebs: {
        DeleteOnTermination: false,
        VolumeType: "gp3",
        VolumeSize: 8,
        SnapshotId: "snap-1",
        Iops: 3000,
        Throughput: 125,
      },
    },
  ]);
});
