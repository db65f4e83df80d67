import { memoryHost } from "./memory-host.test-fixtures.js";
import { standardFunctions } from "./standard-functions.js";

const expected = `
abs abspath alltrue anytrue aws_secretsmanager aws_secretsmanager_raw base64decode base64encode base64gzip basename bcrypt can ceil chomp chunklist cidrhost cidrnetmask cidrsubnet
cidrsubnets coalesce coalescelist compact concat consul_key contains convert csvdecode dirname distinct element endswith file filebase64 fileexists
fileset flatten floor format formatdate formatlist indent index join jsondecode jsonencode keys legacy_isotime legacy_strftime length log
lookup lower max md5 merge min parseint pathexpand pow range regex regex_replace regexall replace reverse rfc3339_parse rsadecrypt
setintersection setproduct setunion sha1 sha256 sha512 signum slice sort split startswith strcontains strrev substr sum templatefile
textdecodebase64 textencodebase64 timeadd timestamp title trim trimprefix trimspace trimsuffix try unix_timestamp_parse upper urlencode
uuidv4 uuidv5 values vault yamldecode yamlencode zipmap`;

const table = standardFunctions(memoryHost());

test("the table has every function that may be called everywhere", () => {
  expect([...table.keys()].sort()).toEqual(expected.trim().split(/\s+/));
});

test.each([...table])("%s is under its own name, and says in a sentence what it does", (name, each) => {
  expect(each.name).toBe(name);
  expect(each.description).toMatch(/^[A-Z0-9-].*\.$/);
});
