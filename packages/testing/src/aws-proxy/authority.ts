import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate authority that signs for Amazon's names, and one certificate for all of them. */
export interface Authority {
  /** For SSL_CERT_FILE, NODE_EXTRA_CA_CERTS … */
  readonly certificateFile: string;
  readonly directory: string;
  readonly key: Buffer;
  readonly certificate: Buffer;
}

const regions = ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-central-1"];
const names = [
  "*.amazonaws.com",
  "*.s3.amazonaws.com",
  ...regions.flatMap((each) => [`*.${each}.amazonaws.com`, `*.s3.${each}.amazonaws.com`]),
];

/** The caller removes the directory. */
export function createAuthority(): Authority {
  const directory = mkdtempSync(join(tmpdir(), "ingot-ca-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "ignore" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-days",
    "2",
    "-subj",
    "/CN=Test authority",
  );
  openssl("req", ...newKey, "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=amazonaws.com");
  writeFileSync(join(directory, "names"), `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}\n`);
  const signing = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", "names"];
  openssl("x509", "-req", "-in", "request.pem", "-out", "certificate.pem", ...signing);
  const read = (name: string) => readFileSync(join(directory, name));
  return {
    directory,
    certificateFile: join(directory, "ca.pem"),
    key: read("key.pem"),
    certificate: read("certificate.pem"),
  };
}
