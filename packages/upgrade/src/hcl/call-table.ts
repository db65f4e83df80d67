/** What a call becomes, given its arguments as expressions of HCL; undefined where HCL has nothing like it. */
type Translation = (...values: readonly string[]) => string | undefined;

const constant =
  (expression: string): Translation =>
  (...values) =>
    values.length === 0 ? expression : undefined;

const calling =
  (name: string, least = 1, most = least): Translation =>
  (...values) =>
    values.length >= least && values.length <= most ? `${name}(${values.join(", ")})` : undefined;

/** Functions that need to know nothing of the template. */
export const callTable: ReadonlyMap<string, Translation> = new Map([
  ["template_dir", constant("abspath(path.root)")],
  ["pwd", constant("path.cwd")],
  ["packer_version", constant("packer.version")],
  ["uuid", constant("uuidv4()")],
  ["isotime", (layout) => (layout === undefined ? "timestamp()" : `legacy_isotime(${layout})`)],
  ["strftime", calling("legacy_strftime")],
  ["upper", calling("upper")],
  ["lower", calling("lower")],
  ["vault", calling("vault", 2)],
  ["consul_key", calling("consul_key")],
  ["aws_secretsmanager", calling("aws_secretsmanager", 1, 2)],
  ["aws_secretsmanager_raw", calling("aws_secretsmanager_raw")],
  ["replace_all", replaceAll],
  ["replace", (old, text, count, value) => (count?.startsWith("-") ? replaceAll(old, text, value) : undefined)],
  ["split", split],
  ["clean_resource_name", (value) => value && `regex_replace(${value}, "[^A-Za-z0-9._-]", "-")`],
  ["urlquery", calling("urlencode")],
  ["printf", calling("format", 1, Number.POSITIVE_INFINITY)],
]);

function replaceAll(old?: string, replacement?: string, value?: string): string | undefined {
  return value === undefined ? undefined : `replace(${value}, ${old}, ${replacement})`;
}

function split(text?: string, separator?: string, index?: string): string | undefined {
  return index === undefined ? undefined : `split(${separator}, ${text})[${index}]`;
}
