import type { Json, JsonObject } from "../json.js";
import { isObject } from "../json.js";
import { change, type Fixer, inText, rename, steps, without } from "./fixer.js";

const createTime = inText((text) => text.replace(/\{\{\s*\.CreateTime\s*\}\}/g, "{{timestamp}}"));
const cleanName = inText((text) => text.replace(/clean_(?:image|ami)_name/g, "clean_resource_name"));

/** Texts, and those of objects directly within; Packer looks no deeper. */
function cleanNames(component: JsonObject): JsonObject {
  return mapValues(component, (value) => (isObject(value) ? mapValues(value, cleanName) : cleanName(value)));
}

const mapValues = (object: JsonObject, change: (value: Json) => Json): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

function md5Checksum({ iso_md5: sum, ...rest }: JsonObject): JsonObject {
  if (typeof sum !== "string") return sum === undefined ? rest : { ...rest, iso_md5: sum };
  return { ...rest, iso_checksum: sum, iso_checksum_type: "md5" };
}

/** The kind of a checksum, or that it stands in a file, is told by what stands before its first colon. */
function wholeChecksum(component: JsonObject): JsonObject {
  const { iso_checksum_url: url, iso_checksum_type: type, iso_checksum: sum } = component;
  const rest = without(component, "iso_checksum_url", "iso_checksum_type");
  if (typeof url === "string" && url !== "") return { ...rest, iso_checksum: `file:${url}` };
  const isTyped = typeof type === "string" && type !== "" && typeof sum === "string" && sum !== "";
  return isTyped ? { ...rest, iso_checksum: `${type}:${sum}` } : rest;
}

/** What many builders have in common: names, checksums, and how they are reached. */
export const imageFixers = {
  isoMd5: {
    name: "iso-md5",
    synopsis: `Replaces "iso_md5" in builders by "iso_checksum".`,
    sections: ["builders"],
    fix: md5Checksum,
  },
  createTime: {
    name: "createtime",
    synopsis: `Replaces "{{.CreateTime}}" in names of images by "{{timestamp}}".`,
    sections: ["builders"],
    fix: steps(
      change("ami_name", createTime),
      change("bundle_prefix", createTime),
      change("snapshot_name", createTime),
    ),
  },
  sshKeyPath: {
    name: "sshkeypath",
    synopsis: `Renames "ssh_key_path" to "ssh_private_key_file".`,
    sections: ["builders"],
    fix: rename("ssh_key_path", "ssh_private_key_file", { of: "string", keep: "new" }),
  },
  sshDisableAgent: {
    name: "sshdisableagent",
    synopsis: `Renames "ssh_disable_agent" to "ssh_disable_agent_forwarding".`,
    sections: ["builders"],
    fix: rename("ssh_disable_agent", "ssh_disable_agent_forwarding", { of: "boolean", keep: "new" }),
  },
  cleanImageName: {
    name: "clean-image-name",
    synopsis: `Replaces the functions "clean_image_name" and "clean_ami_name" by "clean_resource_name".`,
    sections: ["builders"],
    fix: cleanNames,
  },
  sshWaitTimeout: {
    name: "ssh-wait-timeout",
    synopsis: `Renames "ssh_wait_timeout" to "ssh_timeout".`,
    sections: ["builders"],
    fix: rename("ssh_wait_timeout", "ssh_timeout", { of: "string", keep: "new" }),
  },
  isoChecksum: {
    name: "iso-checksum-type-and-url",
    synopsis: `Joins "iso_checksum_type" and "iso_checksum_url" to "iso_checksum".`,
    sections: ["builders"],
    fix: wholeChecksum,
  },
} as const satisfies Readonly<Record<string, Fixer>>;
