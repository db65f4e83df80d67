import type { Json, JsonObject } from "../json.js";
import { type Fixer, FixProblem, forTypes, remove, rename, without } from "./fixer.js";

const amazon = ["amazon-*"];
const withSpotPrices = ["amazon-ebs", "amazon-ebssurrogate", "amazon-ebsvolume", "amazon-instance"];

const truths: ReadonlyMap<Json, boolean> = new Map<Json, boolean>([
  ...[true, "1", "t", "T", "TRUE", "true", "True"].map((text) => [text, true] as const),
  ...[false, "0", "f", "F", "FALSE", "false", "False"].map((text) => [text, false] as const),
]);

function sshInterface(component: JsonObject): JsonObject {
  const isPrivate = component.ssh_private_ip;
  if (isPrivate === undefined || component.ssh_interface !== undefined) return component;
  const truth = truths.get(isPrivate);
  if (truth === undefined) throw new FixProblem("ssh_private_ip", "must be true or false");
  return { ...without(component, "ssh_private_ip"), ssh_interface: truth ? "private_ip" : "public_ip" };
}

function sourceCidrs(component: JsonObject): JsonObject {
  const { temporary_security_group_source_cidr: cidr } = component;
  if (typeof cidr !== "string") return component;
  const rest = without(component, "temporary_security_group_source_cidr");
  return { ...rest, temporary_security_group_source_cidrs: [cidr] };
}

export const amazonFixers = {
  shutdownBehavior: {
    name: "amazon-shutdown_behavior",
    synopsis: `Renames "shutdown_behaviour" to "shutdown_behavior" in Amazon builders.`,
    sections: ["builders"],
    fix: forTypes(amazon, rename("shutdown_behaviour", "shutdown_behavior")),
  },
  enhancedNetworking: {
    name: "amazon-enhanced-networking",
    synopsis: `Renames "enhanced_networking" to "ena_support" in Amazon builders.`,
    sections: ["builders"],
    fix: forTypes(amazon, rename("enhanced_networking", "ena_support", { of: "boolean" })),
  },
  privateIp: {
    name: "amazon-private-ip",
    synopsis: `Replaces "ssh_private_ip" in Amazon builders by "ssh_interface".`,
    sections: ["builders"],
    fix: forTypes(amazon, sshInterface),
  },
  sourceCidrs: {
    name: "amazon-temp-sec-cidrs",
    synopsis: `Replaces "temporary_security_group_source_cidr" by the list "temporary_security_group_source_cidrs".`,
    sections: ["builders"],
    fix: forTypes(amazon, sourceCidrs),
  },
  spotPriceProduct: {
    name: "spot-price-auto-product",
    synopsis: `Removes "spot_price_auto_product" from Amazon builders.`,
    sections: ["builders"],
    fix: forTypes(withSpotPrices, remove("spot_price_auto_product")),
  },
} as const satisfies Readonly<Record<string, Fixer>>;
