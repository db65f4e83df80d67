import { localScriptConfig, localScriptIssues, runLocalScripts } from "@ingot/client-shell-script";
import { definePostProcessor } from "@ingot/core/plugin";

/** Runs scripts once the artifact exists, and hands the artifact on untouched. */
export const shellLocalPostProcessor = definePostProcessor({
  type: "shell-local",
  description: "Runs scripts on the machine that runs the build, when the artifact has been saved.",
  config: localScriptConfig,
  check: localScriptIssues,
  process: async (config, artifact, run) => {
    await runLocalScripts(config, artifact.values, run);
    return { artifact, keepInput: "always" };
  },
});
