import type { LoadOptions, Selection } from "@ingot/core";
import type { FlagSpecs, FlagValues } from "../flags.js";

/** How variables get values. */
export const variableFlags = {
  var: { kind: "many", value: "variable", placeholder: "'name=value'", help: "A variable's value; may be repeated." },
  "var-file": {
    kind: "many",
    value: "file",
    placeholder: "path",
    help: "A file of variables' values, HCL or JSON; may be repeated.",
  },
  "config-type": {
    kind: "string",
    choices: ["json", "hcl2"],
    help: "The template's language, where its name does not tell.",
  },
} as const satisfies FlagSpecs;

/** What build, validate and inspect have in common. */
export const templateFlags = {
  only: {
    kind: "list",
    value: "build",
    placeholder: "foo,bar",
    help: "Only these builds and what they need; glob patterns over full names.",
  },
  except: {
    kind: "list",
    value: "build",
    placeholder: "foo,bar",
    help: "All builds and post-processors but these; glob patterns.",
  },
  ...variableFlags,
} as const satisfies FlagSpecs;

const none = "Taken for Packer's sake; it has no meaning here.";

/** Flags of Packer's that mean nothing in Ingot, taken so that a pipeline need not change. */
export const idleFlags = {
  "ignore-prerelease-plugins": { kind: "boolean", help: none },
  "use-sequential-evaluation": { kind: "boolean", help: none },
} as const satisfies FlagSpecs;

/** What Packer takes for commands that neither choose builds nor need variables. */
export const idleTemplateFlags = {
  only: { ...templateFlags.only, help: none },
  except: { ...templateFlags.except, help: none },
  var: { ...templateFlags.var, help: none },
  "var-file": { ...templateFlags["var-file"], help: none },
  "config-type": { ...templateFlags["config-type"], help: none },
} as const satisfies FlagSpecs;

export type VariableFlags = FlagValues<typeof variableFlags>;
export type TemplateFlags = FlagValues<typeof templateFlags>;

/** The flags as the engine takes them, or what is wrong with them. */
export function loadOptions(flags: VariableFlags): { options: LoadOptions } | { problem: string } {
  const malformed = flags.var.findIndex((text) => !/^[^=]*[^=\s][^=]*=/.test(text));
  if (malformed !== -1) {
    const which = flags.var.length === 1 ? "the one given" : `number ${malformed + 1} of those given`;
    const lack = flags.var[malformed]!.includes("=") ? "no name before its equals sign" : "no equals sign";
    return { problem: `-var takes 'name=value', but ${which} has ${lack}. It is not shown: it may hold a secret.` };
  }
  const variables = flags.var.map((text) => {
    const at = text.indexOf("=");
    return { name: text.slice(0, at).trim(), text: text.slice(at + 1) };
  });
  const language = flags["config-type"] as LoadOptions["language"];
  return { options: { variables, variableFiles: flags["var-file"], ...(language && { language }) } };
}

/** An empty `-except` excepts nothing; an empty `-only` leaves nothing. */
export const selection = ({ only, except }: TemplateFlags): Selection => ({
  only,
  except: except.filter((pattern) => pattern !== ""),
});
