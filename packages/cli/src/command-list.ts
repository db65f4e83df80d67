import type { CommandEntry } from "./command.js";

/** Every command, loaded when it is called. */
export const commandList: readonly CommandEntry[] = [
  {
    name: "build",
    summary: "build the images that a template describes",
    load: async () => (await import("./commands/build.js")).buildCommand,
  },
  {
    name: "clean",
    summary: "destroy what crashed runs left behind",
    load: async () => (await import("./commands/clean.js")).cleanCommand,
  },
  {
    name: "complete",
    summary: "say how a line could go on",
    hidden: true,
    load: async () => (await import("./commands/complete.js")).completeCommand,
  },
  {
    name: "completion",
    summary: "print a script by which a shell completes what is typed",
    load: async () => (await import("./commands/completion.js")).completionCommand,
  },
  {
    name: "console",
    summary: "evaluate expressions, one by one",
    load: async () => (await import("./commands/console.js")).consoleCommand,
  },
  {
    name: "fix",
    summary: "bring deprecated options of a JSON template up to date",
    load: async () => (await import("./commands/fix.js")).fixCommand,
  },
  {
    name: "fmt",
    summary: "rewrite HCL files in the canonical format",
    load: async () => (await import("./commands/fmt.js")).fmtCommand,
  },
  {
    name: "graph",
    summary: "draw which build waits for which",
    load: async () => (await import("./commands/graph.js")).graphCommand,
  },
  {
    name: "hcl2_upgrade",
    summary: "translate a JSON template to HCL",
    load: async () => (await import("./commands/hcl2-upgrade.js")).hcl2UpgradeCommand,
  },
  {
    name: "init",
    summary: "check that a template's plugins are there",
    load: async () => (await import("./commands/init.js")).initCommand,
  },
  {
    name: "inspect",
    summary: "show what a template consists of",
    load: async () => (await import("./commands/inspect.js")).inspectCommand,
  },
  {
    name: "plan",
    summary: "show what a build would do",
    load: async () => (await import("./commands/plan.js")).planCommand,
  },
  {
    name: "plugins",
    alias: "plugin",
    summary: "show which components there are, and which a template requires",
    load: async () => (await import("./commands/plugins.js")).pluginsGroup,
  },
  {
    name: "validate",
    summary: "check a template without building anything",
    load: async () => (await import("./commands/validate.js")).validateCommand,
  },
  {
    name: "version",
    summary: "print the version",
    load: async () => (await import("./commands/version.js")).versionCommand,
  },
];
