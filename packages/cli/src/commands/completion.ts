import { defineCommand } from "../command.js";
import { scripts } from "../completion/scripts.js";
import { exitCode } from "../exit-code.js";

export const completionCommand = defineCommand({
  name: "completion",
  synopsis: "bash|zsh|fish",
  description:
    "Prints a script by which the shell completes commands, options and their values, templates, the\nnames of a template's builds after -only, and of its variables after -var. To have it always:\n  bash: source <(ingot completion bash)                       in ~/.bashrc\n  zsh:  source <(ingot completion zsh)                        in ~/.zshrc, after compinit\n  fish: ingot completion fish > ~/.config/fish/completions/ingot.fish",
  example: "source <(ingot completion bash)",
  flags: {},
  positional: { minimum: 1, maximum: 1, choices: ["bash", "zsh", "fish"] },
  run: async (_flags, [shell], { terminal }) => {
    const script = Object.hasOwn(scripts, shell!) ? scripts[shell!] : undefined;
    if (script === undefined) {
      const { shownText } = await import("../renderers/shown-text.js");
      await terminal.err(shownText(`Error: There is completion for bash, zsh and fish, not for "${shell}".\n`));
      return exitCode.failure;
    }
    await terminal.out(script);
    return exitCode.success;
  },
});
