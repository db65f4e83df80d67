export {
  buildEnvironment,
  type Environment,
  type EnvironmentConfig,
  environmentFields,
  environmentIssues,
  formatEnvironment,
  userEnvironment,
} from "./environment.js";
export { checkExitCode, exitCodeFields } from "./exit-code.js";
export { runLocalCommand } from "./local-command.js";
export { type LocalScriptConfig, localScriptConfig, localScriptIssues } from "./local-script-config.js";
export { quoteForShell, quotePath } from "./quote.js";
export { runLocalScripts } from "./run-local-scripts.js";
export { inlineText, type ScriptSource, scriptFields, scriptIssues, scriptPaths } from "./script-source.js";
