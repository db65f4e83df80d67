import type { CommandGroup } from "../command.js";

export const pluginsGroup: CommandGroup = {
  name: "plugins",
  description:
    "Shows the components that Ingot has, and those that a template requires. They are built in:\nnothing is installed or removed.",
  commands: [
    {
      name: "installed",
      summary: "list the built-in components",
      load: async () => (await import("./plugins-installed.js")).pluginsInstalledCommand,
    },
    {
      name: "required",
      summary: "list the plugins that a template requires",
      load: async () => (await import("./plugins-required.js")).pluginsRequiredCommand,
    },
    {
      name: "install",
      summary: "say whether a plugin is built in; nothing is downloaded",
      load: async () => (await import("./plugins-install.js")).pluginsInstallCommand,
    },
    {
      name: "remove",
      summary: "say why a component cannot be removed",
      load: async () => (await import("./plugins-remove.js")).pluginsRemoveCommand,
    },
  ],
};
