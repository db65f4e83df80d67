import { requires } from "@ingot/testing";
import { agree } from "./agreement.test-fixtures.js";

jest.setTimeout(60_000); // packer is as quick as the machine

const withPacker = requires("packer", "packer");

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
  test.concurrent.each([
    ["in order, until one fails", shell(log("1")) + shell(`${log("2")}, "false", ${log("3")}`) + shell(log("4"))],
    ["an exit code that is allowed", shell('"exit 3"', "valid_exit_codes = [3]") + shell(log("2"))],
    ["until a retry succeeds", shell(`${log("1")}, "test $(wc -l < log) -ge 3"`, "max_retries = 5")],
    ["until no retry is left", shell(`${log("1")}, "false"`, "max_retries = 2") + shell(log("2"))],
    [
      "arguments that are empty",
      shell(
        `${log("1 $A")}, "false", ${log("2")}`,
        'inline_shebang = ""\n    env_var_format = ""\n    tempfile_extension = ""\n    script = ""\n    command = ""\n    execute_command = []\n    environment_vars = ["A=a"]\n    valid_exit_codes = []',
      ).replaceAll("'1 $A'", "1 $A"),
    ],
    ["a timeout", shell(`${log("1")}, "exec sleep 5"`, 'timeout = "2s"') + shell(log("2"))],
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

  test.concurrent("scripts, templates and manifests are told the source's label, whatever it is called in the build", async () => {
    const own = 'source "source.null.n" {\n    name = "own"\n  }\n';
    const body = shell(log("$PACKER_BUILD_NAME {{ build_name }} ${source.name}")).replaceAll("'", "") + manifest;
    const { files } = await agree({
      ...building("", ""),
      files: { "a.pkr.hcl": `${sources}build {\n  ${own}${body}}\n` },
    });
    expect(files.log).toBe("n n own\n");
    expect(files["manifest.json"]).toContain('"name": "n"');
  });

  test.concurrent("one build fails, the other does not", async () => {
    const body =
      shell(log("${source.name}")) + shell('"false"', 'only = ["null.n"]') + shell(log("after ${source.name}"));
    expect((await agree(building('"source.null.n", "source.null.m"', body))).ok).toBe(false);
  });
});

withPacker("post-processors make, keep and destroy what packer's do", () => {
  test.concurrent.each([
    ["compress takes its input", compress()],
    ["compress keeps its input", compress("keep_input_artifact = true")],
    ["checksum keeps its input", checksum],
    ["manifest keeps its input, whatever is said", manifest.replace("\n  }", "\n    keep_input_artifact = false\n  }")],
    ["shell-local keeps its input, whatever is said", post('"true"', "keep_input_artifact = false")],
    ["an output that is empty", checksum.replace("sum.{{.ChecksumType}}", "")],
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

  test.concurrent("content and target are templates", async () => {
    const setting = building('"source.file.f"', "");
    const hcl = setting.files["a.pkr.hcl"]
      .replace("hello", "{{ build_name }}")
      .replace('"target"', '"{{ build_type }}"');
    expect((await agree({ ...setting, files: { "a.pkr.hcl": hcl } })).files.file).toBe("f");
  });

  test.concurrent("a target that exists is replaced", async () => {
    const setting = building('"source.file.f"', "");
    expect((await agree({ ...setting, files: { ...setting.files, target: "old" } })).files.target).toBe("hello");
  });
});

withPacker("a folder is one template", () => {
  test.concurrent("locals and sources of other files, in any order", async () => {
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
  test.concurrent.each(flagSets)("%j", async (...flags) => {
    await agree({ files, args: ["fmt", ...flags, "."] });
  });

  test.concurrent.each(flagSets)("%j, of tidy files", async (...flags) => {
    await agree({ files: { "a.pkr.hcl": "locals {\n  a = 1\n}\n" }, args: ["fmt", ...flags, "."] });
  });

  test.concurrent.each(flagSets)("%j, with one that is no HCL and stays as it is", async (...flags) => {
    const broken = { ...files, "z.pkr.hcl": "locals {\n a=[\n" };
    expect((await agree({ files: broken, args: ["fmt", ...flags, "."] })).ok).toBe(false);
  });

  test.concurrent.each(["d.hcl", "missing.pkr.hcl", "a.pkr.hcl"])("of %s alone", async (path) => {
    await agree({ files, args: ["fmt", path] });
  });
});
