import { requires } from "@ingot/testing";
import { agree, byIngot, byPacker, type Files, type Setting } from "./agreement.test-fixtures.js";

jest.setTimeout(60_000); // packer is as quick as the machine

const withPacker = requires("packer", "Debian's packer");

const selecting = `
source "null" "one" { communicator = "none" }
source "null" "two" { communicator = "none" }
source "file" "one" {
  content = "c"
  target  = "target"
}
build {
  name    = "web"
  sources = ["source.null.one", "source.null.two"]
  source "source.file.one" { name = "local" }
  post-processor "shell-local" {
    name   = "first"
    inline = ["touch first-\${source.type}-\${source.name}"]
  }
  post-processors {
    post-processor "shell-local" {
      name   = "second"
      inline = ["touch second-\${source.type}-\${source.name}"]
    }
    post-processor "shell-local" {
      only   = ["null.one", "null.two"]
      inline = ["touch unnamed-\${source.type}-\${source.name}"]
    }
  }
}
build {
  sources = ["source.null.one", "source.null.two"]
  provisioner "shell-local" { inline = ["touch plain-\${source.type}-\${source.name}"] }
}
`;

/** Where nothing is left to build, Packer 1.6.6 is content; later ones and we are not. */
const leavesNothing = [
  ["-only=one"],
  ["-only=web.file.one"],
  ["-only=file.local"],
  ["-only=nothing"],
  ["-only="],
  ["-only=WEB.*"],
  ["-only=!web.*"],
  ["-only=web.null."],
  ["-only= web.null.one"],
  ["-only=null.one", "-except=null.one"],
  ["-except=*"],
];

withPacker("-only and -except choose what packer's do", () => {
  test.each<string[][]>([
    [[]],
    [["-only=web.null.one"]],
    [["-only=null.one"]],
    [["-only=*one"]],
    [["-only=*.one"]],
    [["-only=web.*"]],
    [["-only=null.*"]],
    [["-only=*null*"]],
    [["-only=*.file.*"]],
    [["-only=web.file.local"]],
    [["-only=**"]],
    [["-only=?ull.one"]],
    [["-only=[nw]*"]],
    [["-only=[!w]*"]],
    [["-only=web.null.[a-z]*"]],
    [["-only=w?b.**.one"]],
    [["-only=web.{null}.one"]],
    [["-only=web.null.one,null.two"]],
    [["-only=web.null.one", "-only=null.two"]],
    [["-only=null.one,nothing"]],
    [["-only=web.null.one,"]],
    [["-except=web.null.one"]],
    [["-except=null.*"]],
    [["-except=web.*"]],
    [["-except=first"]],
    [["-except=second"]],
    [["-except=web.null.one,shell-local"]],
    [["-except=shell-local"]],
    [["-except=sec*"]],
    [["-except=first", "-except=second"]],
    [["-except=nothing"]],
    [["-except="]],
    [["-only=*null*", "-except=*two"]],
    [["-only=web.*", "-except=second"]],
  ])("%j", async (flags) => {
    const args = ["build", "-parallel-builds=1", ...flags, "a.pkr.hcl"];
    expect((await agree({ files: { "a.pkr.hcl": selecting }, args })).ok).toBe(true);
  });

  test.each(leavesNothing.map((flags) => [flags]))("%j leaves nothing", async (flags) => {
    const setting = { files: { "a.pkr.hcl": selecting }, args: ["build", ...flags, "a.pkr.hcl"] };
    const [packer, ingot] = await Promise.all([byPacker(setting), byIngot(setting)]);
    expect(Object.keys(packer.files)).toEqual(["a.pkr.hcl"]);
    expect({ ok: ingot.ok, files: Object.keys(ingot.files) }).toEqual({ ok: false, files: ["a.pkr.hcl"] });
  });
});

const showing = (declaration: string) => `${declaration}
source "null" "n" { communicator = "none" }
build {
  sources = ["source.null.n"]
  provisioner "shell-local" { inline = ["cat > value <<'END'\\n\${jsonencode(var.v)}\\nEND"] }
}
`;

const text = 'variable "v" {\n  type    = string\n  default = "default"\n}\n';
const auto = { "x.auto.pkrvars.hcl": 'v = "auto"\n', "a.auto.pkrvars.json": '{"v": "auto json"}' };
const given = { "one.pkrvars.hcl": 'v = "one"\n', "two.pkrvars.hcl": 'v = "two"\n' };
const env = { PKR_VAR_v: "environment" };

/** HCL and JSON are not mixed on one level: 1.6.6 takes all JSON files after all HCL files, later ones take -var-file as given. */
withPacker("variables have packer's values", () => {
  test.each<[string, Files, string[], Setting["env"]?]>([
    ["the default", {}, ["."]],
    ["the environment", {}, ["."], env],
    ["an auto file", { "x.auto.pkrvars.hcl": 'v = "auto"\n' }, ["."], env],
    ["the last auto file", { "x.auto.pkrvars.hcl": 'v = "x"\n', "b.auto.pkrvars.hcl": 'v = "b"\n' }, ["."]],
    ["an auto JSON file", auto, ["."], env],
    ["auto files belong to a folder", auto, ["a.pkr.hcl"]],
    [
      "a file of the command line",
      { ...given, "x.auto.pkrvars.hcl": 'v = "auto"\n' },
      ["-var-file=one.pkrvars.hcl", "."],
      env,
    ],
    ["the last file of the command line", given, ["-var-file=two.pkrvars.hcl", "-var-file=one.pkrvars.hcl", "."]],
    ["the command line", given, ["-var", "v=cli", "-var-file=one.pkrvars.hcl", "."], env],
    ["the last of the command line", {}, ["-var", "v=a", "-var", "v=b=c", "."]],
    ["an undeclared name in a file", { "w.hcl": "w = 1\n" }, ["-var-file=w.hcl", "."]],
    ["an undeclared name on the command line", {}, ["-var", "w=1", "."]],
    ["an undeclared name in the environment", {}, ["."], { PKR_VAR_w: "1" }],
    ["a file with a reference", { "w.hcl": "v = var.v\n" }, ["-var-file=w.hcl", "."]],
    ["a file with a call", { "w.hcl": 'v = upper("a")\n' }, ["-var-file=w.hcl", "."]],
    ["a file of no known kind", { "w.txt": 'v = "w"\n' }, ["-var-file=w.txt", "."]],
    ["a file that is not there", {}, ["-var-file=w.hcl", "."]],
  ])("%s", async (_name, files, ...[args, given]) => {
    const setting = { files: { "a.pkr.hcl": showing(text), ...files }, args: ["build", ...args] };
    await agree(given ? { ...setting, env: given } : setting);
  });

  test.each([
    ["string", '["a"]'],
    ["string", '"quoted"'],
    ["number", "007"],
    ["number", "x"],
    ["bool", '"true"'],
    ["bool", "1"],
    ["list(string)", '["a", 1]'],
    ["set(string)", '["b", "a", "b"]'],
    ["map(number)", '{a = "1"}'],
    ["object({a = string, b = number})", '{a = 1, b = "2", c = 3}'],
    ["object({a = string, b = number})", "{a = 1}"],
    ["tuple([string, number])", '["a", "b"]'],
    ["list(list(number))", "[[1], [2, 3]]"],
    ["list(string)", "[1"],
  ])("of type %s from the text %s", async (type, value) => {
    const files = { "a.pkr.hcl": showing(`variable "v" {\n  type = ${type}\n}\n`) };
    await agree({ files, args: ["build", "-var", `v=${value}`, "."] });
  });
});

const log = (line: string) => `"echo '${line}' >> log"`;
const shell = (lines: string, meta = "") =>
  `  provisioner "shell-local" {\n    ${meta}\n    inline = [${lines}]\n  }\n`;
const post = (lines: string, meta = "") =>
  `  post-processor "shell-local" {\n    ${meta}\n    inline = [${lines}]\n  }\n`;
const chain = (...links: string[]) => `  post-processors {\n${links.join("")}  }\n`;
const compress = (meta = "") => `  post-processor "compress" {\n    output = "out.tar.gz"\n    ${meta}\n  }\n`;
const checksum =
  '  post-processor "checksum" {\n    checksum_types = ["md5"]\n    output = "sum.{{.ChecksumType}}"\n  }\n';
const manifest = '  post-processor "manifest" {\n    output = "manifest.json"\n  }\n';

const sources = `
source "null" "n" { communicator = "none" }
source "null" "m" { communicator = "none" }
source "file" "f" {
  content = "hello"
  target  = "target"
}
`;
const building = (names: string, body: string) => ({
  files: { "a.pkr.hcl": `${sources}build {\n  sources = [${names}]\n${body}}\n` },
  args: ["build", "-parallel-builds=1", "."],
});

withPacker("provisioners run as packer's do", () => {
  test.each([
    ["in order, until one fails", shell(log("1")) + shell(`${log("2")}, "false", ${log("3")}`) + shell(log("4"))],
    ["an exit code that is allowed", shell('"exit 3"', "valid_exit_codes = [3]") + shell(log("2"))],
    ["until a retry succeeds", shell(`${log("1")}, "test $(wc -l < log) -ge 3"`, "max_retries = 5")],
    ["until no retry is left", shell(`${log("1")}, "false"`, "max_retries = 2") + shell(log("2"))],
    ["a timeout", shell(`${log("1")}, "exec sleep 3"`, 'timeout = "500ms"') + shell(log("2"))],
    ["no timeout", shell(log("1"), 'timeout = "0s"') + shell(log("2"), 'timeout = ""\n    pause_before = ""')],
    ["only", shell(log("1"), 'only = ["null.m"]') + shell(log("2"), 'only = ["null.n"]')],
    ["only, by the name alone", shell(log("1"), 'only = ["n"]')],
    ["only, of nothing", shell(log("1"), "only = []")],
    ["except", shell(log("1"), 'except = ["null.n"]') + shell(log("2"), "except = []")],
    ["only and except", shell(log("1"), 'only = ["null.n"]\n    except = ["null.m"]')],
    [
      "an override",
      shell('"echo $X >> log"', 'environment_vars = ["X=1"]\n    override = { n = { environment_vars = ["X=2"] } }'),
    ],
    [
      "an override of another source",
      shell('"echo $X >> log"', 'environment_vars = ["X=1"]\n    override = { m = { environment_vars = ["X=2"] } }'),
    ],
    ["a template", shell(log("{{ build_name }} {{ build_type }} {{ upper `x` }}"))],
    ["a template that calls for what there is not", shell(log("{{ nope }}"))],
    [
      "a dynamic block",
      '  dynamic "provisioner" {\n    for_each = ["a", "b"]\n    labels = ["shell-local"]\n    content {\n      inline = ["echo ${provisioner.value} >> log"]\n    }\n  }\n',
    ],
    ["path.root and path.cwd", shell(log("${path.root} ${path.cwd}"))],
    ["the names in the environment", shell('"env | grep ^PACKER_BUILD | sort > log"')],
  ])("%s", async (_name, body) => {
    await agree(building('"source.null.n"', body));
  });

  test("one build fails, the other does not", async () => {
    const body =
      shell(log("${source.name}")) + shell('"false"', 'only = ["null.n"]') + shell(log("after ${source.name}"));
    expect((await agree(building('"source.null.n", "source.null.m"', body))).ok).toBe(false);
  });
});

withPacker("post-processors make, keep and destroy what packer's do", () => {
  test.each([
    ["compress takes its input", compress()],
    ["compress keeps its input", compress("keep_input_artifact = true")],
    ["checksum keeps its input", checksum],
    ["manifest keeps its input, whatever is said", manifest.replace("\n  }", "\n    keep_input_artifact = false\n  }")],
    ["shell-local keeps its input, whatever is said", post('"true"', "keep_input_artifact = false")],
    ["two chains", compress() + checksum],
    ["a chain that ends with a manifest", chain(compress(), manifest)],
    ["a failure ends its chain, not the next", chain(post(log("1")), post('"false"'), post(log("3"))) + post(log("4"))],
    [
      "only leaves one out, and the chain goes on",
      chain(post(log("1")), post(log("2"), 'only = ["null.n"]'), post(log("3"))),
    ],
    ["only, of nothing", post(log("1"), "only = []")],
    ["the names in the environment", post('"env | grep ^PACKER_BUILD | sort > log"')],
    ["a name from a template", compress().replace("out", "{{ build_name }}-{{ .BuildName }}")],
    ["an argument of provisioners only", post('"true"', "max_retries = 1")],
    ["keep_input_artifact that is no truth", compress('keep_input_artifact = "perhaps"')],
  ])("%s", async (_name, body) => {
    await agree(building('"source.file.f"', body));
  });

  test("content and target are templates", async () => {
    const setting = building('"source.file.f"', "");
    const hcl = setting.files["a.pkr.hcl"]
      .replace("hello", "{{ build_name }}")
      .replace('"target"', '"{{ build_type }}"');
    expect((await agree({ ...setting, files: { "a.pkr.hcl": hcl } })).files.file).toBe("f");
  });

  test("a target that exists is replaced", async () => {
    const setting = building('"source.file.f"', "");
    expect((await agree({ ...setting, files: { ...setting.files, target: "old" } })).files.target).toBe("hello");
  });
});

withPacker("a folder is one template", () => {
  test("locals and sources of other files, in any order", async () => {
    const files = {
      "a.pkr.hcl": `build {\n  sources = ["source.null.n"]\n${shell(log("${local.greeting}"))}}\n`,
      "b.pkr.hcl": 'locals {\n  greeting = "${local.hello}, ${var.name}"\n}\n',
      "c.pkr.hcl": 'locals {\n  hello = "Hello"\n}\nvariable "name" {\n  default = "world"\n}\n',
      "d.pkr.hcl": 'source "null" "n" {\n  communicator = "none"\n}\n',
      "notes.hcl": "this is not HCL",
      "below/e.pkr.hcl": "nor this",
    };
    expect((await agree({ files, args: ["build", "."] })).files.log).toBe("Hello, world\n");
  });
});

withPacker("fmt formats as packer's does", () => {
  const untidy = 'source "null" "n" {\n communicator="none" # why\n   ssh_host   = "a"\n}\nlocals{\n a=[1,2,\n3]\n}\n';
  const flagSets = [[], ["-check"], ["-write=false"], ["-diff"], ["-check", "-diff"], ["-write=false", "-diff"]];
  const files = { "a.pkr.hcl": untidy, "b.pkrvars.hcl": "c=1\n", "d.hcl": "e=1\n", "below/f.pkr.hcl": untidy };
  test.each(flagSets)("%j", async (...flags) => {
    await agree({ files, args: ["fmt", ...flags, "."] });
  });

  test.each(flagSets)("%j, of tidy files", async (...flags) => {
    await agree({ files: { "a.pkr.hcl": "locals {\n  a = 1\n}\n" }, args: ["fmt", ...flags, "."] });
  });

  test.each(flagSets)("%j, with one that is no HCL and stays as it is", async (...flags) => {
    const broken = { ...files, "z.pkr.hcl": "locals {\n a=[\n" };
    expect((await agree({ files: broken, args: ["fmt", ...flags, "."] })).ok).toBe(false);
  });

  test.each(["d.hcl", "missing.pkr.hcl", "a.pkr.hcl"])("of %s alone", async (path) => {
    await agree({ files, args: ["fmt", path] });
  });
});
