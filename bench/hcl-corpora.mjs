// Texts to parse: what people write, and what could make a parser slow.

const repeat = (count, part) => Array.from({ length: count }, (_, index) => part(index)).join("");

const source = (index) => `source "docker" "web${index}" {
  image   = "debian:\${var.release}"   # the base
  commit  = true
  changes = ["ENV MODE=production", "EXPOSE ${index}", "CMD [\\"serve\\"]"]
  labels  = { team = "web", index = ${index} }
}
`;

/** A template of about a kilobyte. */
export const template = (index) => `# Web servers
packer {
  required_plugins {
    docker = { version = ">= 1.0.8", source = "github.com/hashicorp/docker" }
  }
}

variable "release" {
  type        = string
  default     = "bookworm-${index}"
  description = "The release to build from."
}

locals {
  name = "web-\${var.release}"
  tags = [local.name, "latest", "v${index}"]
}

${source(index)}
build {
  name    = "web"
  sources = ["source.docker.web${index}"]

  provisioner "shell" {
    environment_vars = ["DEBIAN_FRONTEND=noninteractive"]
    inline = [
      "apt-get update",
      "apt-get install -y nginx",
    ]
  }

  post-processor "docker-tag" {
    repository = "example/web"
    tags       = local.tags
    enabled    = var.release != "sid" && length(local.tags) > ${index % 7}
  }
}
`;

const templateHeavy = (index) => `locals {
  motd${index} = <<-EOT
    Welcome to \${var.hosts[${index}].name}, release \${upper(var.release)}.
    %{ for user in var.users ~}
    - \${user.name} (\${user.id + ${index}}) of \${join(", ", user.groups)}
    %{ endfor ~}
    %{ if var.debug }debug is on%{ else }debug is off%{ endif }
    A plain line without any sequence stands here, as in most scripts.
  EOT
  url${index}  = "https://\${var.host}:\${var.port}/\${local.path}?id=\${each.key}&n=${index}"
  name${index} = "\${var.prefix}-\${lower(var.name)}-\${formatdate("YYYYMMDD", local.now)}"
  cond${index} = "%{ if var.a }yes \${var.a}%{ else }no%{ endif } and \\"quoted\\" \\t text"
}
`;

const mistakes = [
  'source "docker" "web" {\n  image = "debian:${var.release\n  commit = true\n  changes = ["ENV A=B", "EXPOSE 1"]\n}\n',
  "locals {\n  a = [1, 2\n  b = 3\n  c = { x = 1 y = 2 }\n}\n",
  'build {\n  name = \'web\'\n  sources = ["a" "b"]\n  d = 1 +\n  e = foo(1, 2\n}\n',
  'variable release {\n  type = string;\n  default := "x"\n}\n',
];

/** By name, the files of each kind. Broken ones hold fewer errors than the bound, so that all of them is read. */
export const corpora = {
  small: Array.from({ length: 400 }, (_, index) => template(index)),
  large: [repeat(4000, source)],
  "template-heavy": [repeat(1200, templateHeavy)],
  "error-heavy": Array.from({ length: 100 }, (_, index) =>
    repeat(16, (at) => mistakes[(index + at) % mistakes.length] + source(at)),
  ),
};

const file = (line) => (size) => repeat(size, line);

/** By name, the text of a given size: each is a place where a parser can easily take time that grows with the square. */
export const growing = {
  "ordinary blocks": file(source),
  "unterminated heredocs": file((index) => `a${index} = <<EOT${index}\nline\n`),
  "unterminated strings": file((index) => `a${index} = "never ends\n`),
  errors: file((index) => `a${index} = @\n`),
  "one broken line": (size) => "a = @ ".repeat(size),
  "unclosed brackets": file((index) => `a${index} = [1, (2\n`),
  "unclosed braces": file((index) => `b${index} {\n  a = {\n`),
  "stray braces": (size) => "}\n".repeat(size),
  "deep nesting": (size) => `a = ${"[".repeat(size)}`,
  "deep blocks": (size) => "a {\n".repeat(size),
  "one string, 10 MB at last": (size) => `a = "${"x".repeat(size * 125)}"\n`,
  "one string of escapes": (size) => `a = "${"\\n$${".repeat(size)}"\n`,
  "a heredoc of many lines": (size) => `a = <<-EOT\n${"    line ${x}\n".repeat(size)}  EOT\n`,
  "an operator chain": (size) => `a = 1${" + 1".repeat(size)}\n`,
  "a traversal": (size) => `a = x${".y".repeat(size)}\n`,
  "duplicate arguments": (size) => "a = 1\n".repeat(size),
  "distinct arguments": file((index) => `a${index} = 1\n`),
  "a long number": (size) => `a = ${"7".repeat(size)}\n`,
};
