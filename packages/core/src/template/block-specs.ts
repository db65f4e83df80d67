import type { BodySpec, ContentSpec } from "@ingot/hcl";
import { listType, stringType } from "@ingot/hcl";
import { dependsOnArgument } from "./depends-on.js";

const inBuild = "It stands within build { … }.";
const atTop = "It stands by itself, outside of build { … }.";

/** What may stand at the top of a template. `communicator` is Packer's, which ignores it too. */
export const templateSpec: ContentSpec = {
  attributes: {},
  blocks: {
    packer: { labels: [] },
    variable: { labels: ["name"] },
    variables: { labels: [] },
    local: { labels: ["name"], hint: "Several at once stand in locals { … }." },
    locals: { labels: [] },
    data: { labels: ["type", "name"] },
    source: { labels: ["type", "name"] },
    build: { labels: [] },
    hcp_packer_registry: { labels: [] },
    communicator: { labels: ["type", "name"] },
  },
  elsewhere: {
    provisioner: inBuild,
    "error-cleanup-provisioner": inBuild,
    "post-processor": inBuild,
    "post-processors": inBuild,
    required_plugins: "It stands within packer { … }.",
    validation: 'It stands within variable "name" { … }.',
  },
};

export const packerSpec: ContentSpec = {
  attributes: { required_version: { required: false } },
  blocks: { required_plugins: { labels: [] } },
};

export const localSpec: ContentSpec = {
  attributes: { expression: { required: true }, sensitive: { required: false } },
  blocks: {},
};

/** The arguments of a build; its blocks are in `buildSpec`. */
export const buildArguments: BodySpec = {
  attributes: {
    name: { type: stringType, required: false },
    description: { type: stringType, required: false },
    sources: { type: listType(stringType), required: false },
    depends_on: dependsOnArgument,
  },
  blocks: {},
};

export const buildSpec: ContentSpec = {
  attributes: buildArguments.attributes,
  blocks: {
    source: { labels: ["reference"] },
    provisioner: { labels: ["type"] },
    "error-cleanup-provisioner": { labels: ["type"], maximum: 1 },
    "post-processor": { labels: ["type"] },
    "post-processors": { labels: [], hint: 'One by itself is post-processor "type" { … }.' },
    hcp_packer_registry: { labels: [] },
    from: { labels: ["name"] },
  },
  elsewhere: {
    variable: atTop,
    local: atTop,
    locals: atTop,
    data: atTop,
    packer: atTop,
    build: "A build holds no other.",
  },
};

export const chainSpec: ContentSpec = { attributes: {}, blocks: { "post-processor": { labels: ["type"] } } };

/** What a `source` block may say of itself; all else goes to the builder. */
export const sourceArguments: BodySpec = { attributes: { depends_on: dependsOnArgument }, blocks: {} };

/** What a `source` block inside a build may say of itself. */
export const sourceUseArguments: BodySpec = {
  attributes: { name: { type: stringType, required: false }, depends_on: dependsOnArgument },
  blocks: {},
};
