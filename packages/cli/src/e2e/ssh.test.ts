import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  requires,
  requiresAll,
  requiresRoot,
  requiresSshd,
  type Sshd,
  sourceBlock,
  sshArguments,
  startSshd,
} from "@ingot/testing";
import { type Ended, type Workplace, workplace } from "./ingot.test-fixtures.js";

jest.setTimeout(90_000); // packer pauses where a connection was lost

const hcl = (sshd: Sshd) => `
variable "to" {
}
locals {
  cut = "p=$PPID; until grep -q sshd /proc/$p/comm; do p=$(cut -d' ' -f4 /proc/$p/stat); done; kill -KILL $p"
}
${sourceBlock("null", "machine", sshArguments(sshd))}
build {
  sources = ["source.null.machine"]
  provisioner "shell" {
    environment_vars = ["GREETING=it's \\"me\\"", "TO=\${var.to}"]
    inline = [
      "mkdir -p $TO/etc $TO/tree && cd $TO",
      "printf '%s\\\\n' \\"$GREETING\\" > etc/greeting && chmod 600 etc/greeting",
      "echo \${build.ID} \${build.Host} \${build.Port} \${build.User} '\${build.Password}' \${build.ConnType} '\${build.SSHPublicKey}\${build.SSHPrivateKey}' > etc/build",
      "echo $PACKER_BUILD_NAME $PACKER_BUILDER_TYPE > etc/names",
      "id -un > etc/user",
    ]
  }
  provisioner "file" {
    source      = "hello.txt"
    destination = "\${var.to}/hello.txt"
  }
  provisioner "file" {
    source      = "tree/"
    destination = "\${var.to}/tree"
  }
  provisioner "file" {
    sources     = ["tree", "tree"]
    destination = "\${var.to}/new"
  }
  provisioner "shell" {
    inline            = ["touch \${var.to}/before", local.cut, "sleep 100"]
    expect_disconnect = true
  }
  provisioner "shell" {
    inline           = ["cd \${var.to}", "cat hello.txt tree/a/b etc/greeting > sum", "exit 3"]
    valid_exit_codes = [3]
  }
  provisioner "file" {
    direction   = "download"
    source      = "\${var.to}/sum"
    destination = "here/sum"
  }
  provisioner "file" {
    direction   = "download"
    source      = "\${var.to}/tree/"
    destination = "here/directory"
  }
  provisioner "file" {
    direction   = "download"
    source      = "\${var.to}/t*"
    destination = "here/pattern/"
  }
}
`;

const legacy = (sshd: Sshd) =>
  JSON.stringify({
    variables: { to: null },
    builders: [{ type: "null", name: "machine", ...sshArguments(sshd) }],
    provisioners: [
      {
        type: "shell",
        inline: [
          "mkdir -p {{user `to`}}",
          "echo {{build `ID`}} {{build `Host`}} {{build `User`}} > {{user `to`}}/build",
        ],
      },
      { type: "file", source: "hello.txt", destination: "{{user `to`}}/hello.txt" },
    ],
  });

/** Every file with its mode and its content, by its name. */
function tree(directory: string): Record<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const pairs = entries.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const mode = (statSync(path).mode & 0o777).toString(8);
    return [path.slice(directory.length + 1), `${mode} ${readFileSync(path, "utf8")}`] as const;
  });
  return Object.fromEntries(pairs.sort(([a], [b]) => a.localeCompare(b)));
}

const files = { "hello.txt": "hello\n", "tree/a/b": "b\n", "tree/c": "c\n" };

async function remoteEffects(template: string, text: string, start: (place: Workplace, to: string) => Promise<Ended>) {
  using place = workplace({ ...files, [template]: text });
  const to = place.path("machine");
  const { code, out, err } = await start(place, to);
  if (code !== 0) throw new Error(out + err);
  return { there: tree(to), here: place.exists("here") ? tree(place.path("here")) : {}, out };
}

const asRoot = requiresAll(requiresRoot(), requiresSshd());

asRoot("machines over SSH", () => {
  it("a build on one: what is said of it", async () => {
    await using sshd = await startSshd();
    const { out, here } = await remoteEffects("a.pkr.hcl", hcl(sshd), (place, to) =>
      place.ingot("build", "-var", `to=${to}`, "a.pkr.hcl"),
    );
    expect(here).toEqual({
      "directory/tree/a/b": "644 b\n",
      "directory/tree/c": "644 c\n",
      "pattern/tree/a/b": "644 b\n",
      "pattern/tree/c": "644 c\n",
      sum: '644 hello\nb\nit\'s "me"\n',
    });
    expect(out.split("\n").slice(0, 3)).toEqual([
      "==> null.machine: Using SSH communicator to connect: 127.0.0.1",
      "==> null.machine: Waiting for SSH to become available...",
      "==> null.machine: Connected to SSH!",
    ]);
    expect(sshd.connections()).toBe(2);
  });

  it("a wrong key ends the build with what is wrong", async () => {
    await using sshd = await startSshd();
    await using other = await startSshd();
    using place = workplace({ ...files, "a.pkr.hcl": hcl({ ...sshd, key: other.key }) });
    const { code, err } = await place.ingot("build", "-var", "to=x", "a.pkr.hcl");
    expect(code).toBe(1);
    expect(err).toContain(
      `Error waiting for SSH: 127.0.0.1:${sshd.port} does not let ${sshd.user} in with the key ${other.key}; it takes `,
    );
    expect(sshd.connections()).toBe(3);
  });

  it("a password that the template holds is not shown", async () => {
    await using sshd = await startSshd({ withPassword: true });
    const { ssh_private_key_file: _key, ...machine } = sshArguments(sshd);
    using place = workplace({
      "a.pkr.hcl": `${sourceBlock("null", "m", { ...machine, ssh_password: sshd.password })}
      build {
        sources = ["source.null.m"]
        provisioner "shell" {
          inline = ["echo password=\${build.Password}"]
        }
      }`,
    });
    const { code, out, err } = await place.ingot("build", "a.pkr.hcl");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("null.m: password=<sensitive>");
    expect(out).not.toContain(sshd.password);
  });
});

const withPacker = requiresAll(requiresRoot(), requiresSshd(), requires("packer", "packer"));

withPacker("machines over SSH, beside packer", () => {
  it.each([
    ["a.pkr.hcl", hcl],
    ["a.json", legacy],
  ])("%s has the same effects on the machine", async (template, text) => {
    await using sshd = await startSshd();
    const args = (to: string) => ["build", "-var", `to=${to}`, template];
    const ours = await remoteEffects(template, text(sshd), (place, to) => place.ingot(...args(to)));
    const theirs = await remoteEffects(template, text(sshd), (place, to) => place.run("packer", ...args(to)));
    expect(Object.keys(ours.there).length).toBeGreaterThan(1);
    expect({ there: ours.there, here: ours.here }).toEqual({ there: theirs.there, here: theirs.here });
  });
});
