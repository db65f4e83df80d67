import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requires } from "@ingot/testing";
import { awsAt } from "../local-aws.test-fixtures.js";

jest.setTimeout(90_000); // the SDK of EC2 takes its time to load beside other work

requires("openssl", "openssl")("an endpoint whose certificate is of nobody known", () => {
  const directory = mkdtempSync(join(tmpdir(), "ingot-trust-"));
  const [key, certificate] = [join(directory, "key.pem"), join(directory, "cert.pem")];
  const server = createServer((_request, response) => {
    response.end("<DescribeImagesResponse><imagesSet/></DescribeImagesResponse>");
  });
  let url: string;

  beforeAll(async () => {
    const name = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"];
    const kind = ["-newkey", "rsa:2048", "-nodes", "-days", "1"];
    execFileSync("openssl", ["req", "-x509", ...kind, ...name, "-keyout", key, "-out", certificate], {
      stdio: "ignore",
    });
    server.setSecureContext({ key: readFileSync(key), cert: readFileSync(certificate) });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
    rmSync(directory, { recursive: true });
  });

  async function ask(options: Parameters<typeof awsAt>[1]) {
    await using local = await awsAt({ url }, options);
    return await (await local.aws.ec2()).describeImages({}).then(
      ({ Images }) => Images,
      (error) => error.message.replace(url, "SERVER"),
    );
  }

  test("is refused, and only once", async () => {
    expect(await ask({})).toBe(
      "Cannot describe images in eu-west-1: ec2:DescribeImages failed: no secure connection to SERVER could be made: self-signed certificate. AWS_CA_BUNDLE names a file of certificates to trust.",
    );
  });

  test("is trusted by AWS_CA_BUNDLE", async () => {
    expect(await ask({ env: { AWS_CA_BUNDLE: certificate } })).toEqual([]);
  });

  test("is not looked at where the block says so", async () => {
    expect(await ask({ block: { insecure_skip_tls_verify: true } })).toEqual([]);
  });

  test("a bundle that is not there is named", async () => {
    expect(await ask({ env: { AWS_CA_BUNDLE: "/no/such" } })).toMatch(
      /^AWS_CA_BUNDLE names "\/no\/such", which cannot be read: /,
    );
  });
});
