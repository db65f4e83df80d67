import { isList, type Json, type JsonObject } from "../json.js";
import { change, type Fixer, FixProblem, forTypes, inText, pick, remove, rename, steps, without } from "./fixer.js";

const oldVagrantKeys = ["aws", "digitalocean", "virtualbox", "vmware"];

function vagrantOverride(component: JsonObject): JsonObject {
  const override = pick(component, oldVagrantKeys);
  return Object.keys(override).length === 0 ? component : { ...without(component, ...oldVagrantKeys), override };
}

/** The text of `tag`, a list or texts between commas, is put before those of `tags`. */
function dockerTags({ tag, tags, ...rest }: JsonObject): JsonObject {
  return { ...rest, tags: [...new Set([...texts("tag", tag), ...texts("tags", tags)])] };
}

function texts(key: string, value: Json | undefined): readonly string[] {
  if (typeof value === "string") return value.split(",").map((text) => text.trim());
  if (!isList(value)) return [];
  if (value.every((item) => typeof item === "string")) return value;
  throw new FixProblem(key, "must be a list of strings");
}

/** A backquote was needed before some characters; now it would be taken for itself. */
const withoutEscapes = inText((text) => text.replace(/`([$"`'])/g, "$1"));

function textOnly(key: string) {
  return (value: Json): Json => {
    if (typeof value !== "string") throw new FixProblem(key, "must be a string");
    return withoutEscapes(value);
  };
}

const allWithoutEscapes = (value: Json): Json =>
  isList(value) && value.every((item) => typeof item === "string") ? value.map(withoutEscapes) : value;

/** Provisioners and post-processors. */
export const stepFixers = {
  vagrantOverride: {
    name: "pp-vagrant-override",
    synopsis: `Moves what is said for one provider in the post-processor "vagrant" to "override".`,
    sections: ["post-processors"],
    fix: forTypes(["vagrant"], vagrantOverride),
  },
  manifestOutput: {
    name: "manifest-filename",
    synopsis: `Renames "filename" to "output" in the post-processor "manifest".`,
    sections: ["post-processors"],
    fix: forTypes(["manifest"], rename("filename", "output", { of: "string" })),
  },
  dockerEmail: {
    name: "docker-email",
    synopsis: `Removes "login_email", for which Docker no longer asks.`,
    sections: ["builders", "post-processors"],
    fix: remove("login_email"),
  },
  dockerTags: {
    name: "docker-tag-tags",
    synopsis: `Replaces "tag" in the post-processor "docker-tag" by the list "tags".`,
    sections: ["post-processors"],
    fix: forTypes(["docker-tag"], dockerTags),
  },
  powershellEscapes: {
    name: "powershell-escapes",
    synopsis: `Removes PowerShell's escapes from environment variables and from the elevated user's name and password.`,
    sections: ["provisioners"],
    fix: forTypes(
      ["powershell"],
      steps(
        change("environment_vars", allWithoutEscapes),
        change("elevated_user", textOnly("elevated_user")),
        change("elevated_password", textOnly("elevated_password")),
      ),
    ),
  },
  galaxyCommand: {
    name: "galaxy-command",
    synopsis: `Renames "galaxycommand" to "galaxy_command" in the provisioner "ansible-local".`,
    sections: ["provisioners"],
    fix: forTypes(["ansible-local"], rename("galaxycommand", "galaxy_command", { of: "string", keep: "new" })),
  },
} as const satisfies Readonly<Record<string, Fixer>>;
