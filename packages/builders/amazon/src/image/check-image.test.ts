import { checkImage } from "./check-image.js";
import { imageConfig } from "./image-world.test-fixtures.js";

type Options = Parameters<typeof imageConfig>[0];

const told = (options: Options, region: string | undefined = "us-east-1") =>
  checkImage(imageConfig(options), region).map(({ path, severity = "error", summary, detail }) => [
    path.join("."),
    severity,
    summary,
    detail,
  ]);

const key = "1234abcd-12ab-34cd-56ef-1234567890ab";

test.each<[string, Options]>([
  ["nothing but a name", {}],
  [
    "everything at once",
    {
      ami_regions: ["eu-west-1"],
      encrypt_boot: true,
      kms_key_id: key,
      region_kms_key_ids: { "eu-west-1": "alias/a" },
      ami_users: ["012345678901"],
      deprecate_at: "2030-01-31T00:00:00+01:00",
    },
  ],
  ["keys by ARN", { encrypt_boot: true, kms_key_id: `arn:aws-us-gov:kms:us-gov-west-1:012345678901:key/${key}` }],
  ["keys of several regions", { encrypt_boot: true, kms_key_id: "mrk-1234abcd12ab34cd56ef1234567890ab" }],
  [
    "the own region among the others",
    { ami_regions: ["us-east-1"], encrypt_boot: true, kms_key_id: key, ami_users: ["012345678901"] },
  ],
  [
    "numbers that say nothing",
    {
      snapshot_copy_duration_minutes: 0,
      fast_launch: { max_parallel_launches: 0, target_resource_count: 0, template_version: 0 },
    },
  ],
  ["the default key, shared with nobody", { encrypt_boot: true }],
])("takes %s", (_what, options) => {
  expect(told(options)).toEqual([]);
});

const encryption = "Invalid encryption settings";
const sharing = "Invalid sharing of the AMI";

test.each<[Options, ReturnType<typeof told>]>([
  [
    { ami_name: "ab" },
    [["ami_name", "error", "Invalid AMI name", "An AMI's name has 3 to 128 characters, and this one has 2."]],
  ],
  [
    { ami_name: "web#1" },
    [
      [
        "ami_name",
        "error",
        "Invalid AMI name",
        "\"#\" may not stand in an AMI's name: only letters, digits, spaces and ( ) [ ] . / - ' @ _ may. The template function clean_resource_name replaces what may not.",
      ],
    ],
  ],
  [
    { skip_save_build_region: true, ami_regions: ["us-east-1"] },
    [
      [
        "skip_save_build_region",
        "error",
        "No region for the AMI",
        "With skip_save_build_region the AMI stays in ami_regions only, and those name no other region: nothing would be left. Name regions in ami_regions, or remove skip_save_build_region.",
      ],
    ],
  ],
  [
    { kms_key_id: key, region_kms_key_ids: { "eu-west-1": "" }, ami_regions: ["eu-west-1"] },
    [
      ["kms_key_id", "error", encryption, "kms_key_id is of use with encrypt_boot = true only."],
      ["region_kms_key_ids", "error", encryption, "region_kms_key_ids is of use with encrypt_boot = true only."],
    ],
  ],
  [
    { encrypt_boot: true, kms_key_id: "mine" },
    [["kms_key_id", "error", encryption, '"mine" names no KMS key: write its id, alias/…, or the ARN of either.']],
  ],
  [
    { encrypt_boot: true, ami_regions: ["eu-west-1"], region_kms_key_ids: { "eu-west-2": "alias/a" } },
    [
      [
        "region_kms_key_ids.eu-west-2",
        "error",
        encryption,
        "eu-west-2 has a key here, and is not in ami_regions: nothing is copied there.",
      ],
      [
        "ami_regions.0",
        "error",
        encryption,
        'eu-west-1 has no key in region_kms_key_ids, as other regions have: give it one, or "" for the default key of the account there.',
      ],
    ],
  ],
  [
    { encrypt_boot: true, ami_users: ["012345678901"], snapshot_users: ["012345678901"] },
    ["ami_users", "snapshot_users"].map((field) => [
      field,
      "error",
      sharing,
      "What is encrypted with an account's default key cannot be shared: name keys of your own in kms_key_id.",
    ]),
  ],
  [
    {
      encrypt_boot: true,
      ami_regions: ["eu-west-1"],
      region_kms_key_ids: { "eu-west-1": "" },
      ami_org_arns: ["arn:aws:organizations::1:organization/o-1"],
    },
    [
      [
        "ami_org_arns",
        "error",
        sharing,
        "What is encrypted with an account's default key cannot be shared: name keys of your own in kms_key_id and region_kms_key_ids.",
      ],
    ],
  ],
  [
    { encrypt_boot: true, kms_key_id: key, ami_groups: ["all"] },
    [["ami_groups", "error", sharing, "What is encrypted cannot be made public: remove ami_groups, or encrypt_boot."]],
  ],
  [
    { ami_users: ["12345678901"], ami_groups: ["everybody"] },
    [
      [
        "ami_users.0",
        "error",
        sharing,
        '"12345678901" is no account: an id has 12 digits, and must be in quotes if it begins with 0.',
      ],
      ["ami_groups.0", "error", sharing, 'Amazon knows one group, "all", and not "everybody".'],
    ],
  ],
  [
    {
      tags: { "aws:mine": "a", "": "b", [`{{ .SourceAMI }}`.repeat(20)]: "c" },
      snapshot_tag: [{ key: "a", value: "b".repeat(257) }],
    },
    [
      ["tags.aws:mine", "error", "Invalid tag", 'Keys that begin with aws: are Amazon\'s own, and "aws:mine" does.'],
      ["tags.", "error", "Invalid tag", "A tag's key must not be empty."],
      ["snapshot_tag.0", "error", "Invalid tag", 'A tag\'s value has at most 256 characters, and that of "a" has 257.'],
    ],
  ],
  [
    { tags: Object.fromEntries(Array.from({ length: 50 }, (_none, at) => [`k${at}`, "v"])) },
    [["tags", "error", "Invalid tag", "There are 50 tags; there may be 48."]],
  ],
  [
    { deprecate_at: "2030-01-31" },
    [
      [
        "deprecate_at",
        "error",
        "Invalid time of deprecation",
        '"2030-01-31" is no time of the form 2030-01-31T00:00:00Z.',
      ],
    ],
  ],
  [
    { ami_virtualization_type: "pv" },
    [
      [
        "ami_virtualization_type",
        "error",
        "Invalid virtualization type",
        'The type is hvm or paravirtual, and not "pv".',
      ],
    ],
  ],
  [
    { force_delete_snapshot: true },
    [
      [
        "force_delete_snapshot",
        "warning",
        "Ignored argument",
        "force_delete_snapshot has an effect with force_deregister, or -force, only.",
      ],
    ],
  ],
  [
    {
      fast_launch: {
        template_id: "lt-1",
        template_name: "a",
        region_launch_templates: [{ region: "eu-west-1", template_version: 2 }],
      },
    },
    [
      [
        "fast_launch.template_name",
        "error",
        "Invalid fast launch",
        "Name the launch template by template_id or by template_name, not by both.",
      ],
      [
        "fast_launch.region_launch_templates.0.region",
        "error",
        "Invalid fast launch",
        "The AMI does not come to eu-west-1: add it to ami_regions, or remove this block.",
      ],
      [
        "fast_launch.region_launch_templates.0.template_version",
        "error",
        "Invalid fast launch",
        "A version needs the launch template: set template_id or template_name.",
      ],
    ],
  ],
])("tells of %j", (options, expected) => {
  expect(told(options)).toEqual(expected);
});

test("a region that the template leaves open is not guessed", () => {
  const fast_launch = { region_launch_templates: [{ region: "eu-west-1" }] };
  expect(told({ skip_save_build_region: true, ami_regions: ["us-east-1"], fast_launch }, "eu-west-1")).toEqual([]);
  expect(checkImage(imageConfig({ fast_launch }), undefined)).toEqual([]);
});
