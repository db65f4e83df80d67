import { localScriptConfig, localScriptIssues, runLocalScripts } from "@ingot/client-shell-script";
import { defineProvisioner } from "@ingot/core/plugin";

/** Runs scripts on the machine where the run itself takes place. */
export const shellLocalProvisioner = defineProvisioner({
  type: "shell-local",
  description: "Runs scripts on the machine that runs the build, not on the machine that is built.",
  config: localScriptConfig,
  check: localScriptIssues,
  provision: (config, target, run) => runLocalScripts(config, target.exports, run),
});
