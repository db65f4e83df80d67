import type { BuildContext, ProvisionTarget } from "@ingot/core/plugin";

/** What every playbook is told about its build, as an argument of --extra-vars. */
export function extraVariables({ build }: BuildContext, { exports }: ProvisionTarget): string {
  const { PackerHTTPAddr } = exports;
  return JSON.stringify({
    packer_build_name: build.sourceName,
    packer_builder_type: build.builderType,
    ...(PackerHTTPAddr && { packer_http_addr: PackerHTTPAddr }),
  });
}
