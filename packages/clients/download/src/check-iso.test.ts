import * as z from "zod";
import { checkIso } from "./check-iso.js";
import { isoFields } from "./iso-fields.js";

const schema = z.object(isoFields);
const check = (config: object) =>
  checkIso(schema.parse(config)).map(({ path, severity = "error", summary, detail }) =>
    [path.join("."), severity, summary, detail].filter((part) => part !== "error"),
  );

const image = { iso_url: "https://example.com/a.iso" };

test.each([
  [{ ...image, iso_checksum: `sha256:${"a".repeat(64)}` }],
  [{ ...image, iso_checksum: "B".repeat(128) }],
  [{ ...image, iso_checksum: "file:https://example.com/SHA256SUMS" }],
  [{ iso_urls: ["a.iso", "HTTP://example.com/b", "file:///c.iso"], iso_checksum: `MD5:${"0".repeat(32)}` }],
  [{ iso_url: `https://example.com/a.iso?checksum=sha1:${"0".repeat(40)}` }],
  [{ iso_url: `https://example.com/a.iso?checksum=sha1:${"0".repeat(40)}`, iso_checksum: "none" }],
  [{ iso_url: "", iso_urls: ["a.iso"], iso_checksum: `sha224:${"0".repeat(56)}` }],
  [{ iso_url: "a.iso", iso_urls: [], iso_checksum: `sha384:${"0".repeat(96)}` }],
])("%j is sound", (config) => {
  expect(check(config)).toEqual([]);
});

test.each([
  [{}, "", "No image to start from", "Set iso_url, or iso_urls for several addresses of the same image."],
  [
    { iso_url: "a", iso_urls: ["b"], iso_checksum: "none" },
    "iso_urls",
    "Conflicting arguments",
    "Both iso_url and iso_urls say where the image is. Put all addresses into iso_urls.",
  ],
  [
    image,
    "",
    "Missing checksum",
    'Set iso_checksum, so that a damaged or exchanged image is noticed. "none" leaves the image unchecked.',
  ],
  [
    { ...image, iso_checksum: "sha256:abc" },
    "iso_checksum",
    "Invalid checksum",
    "A checksum of the type sha256 has 64 digits, and this one has 3.",
  ],
  [
    { ...image, iso_checksum: "crc32:abc" },
    "iso_checksum",
    "Invalid checksum",
    'There is no checksum "crc32" here; there are md5, sha1, sha224, sha256, sha384, sha512.',
  ],
  [
    { ...image, iso_checksum: "md5:xyz" },
    "iso_checksum",
    "Invalid checksum",
    'A checksum is written in the digits 0 to 9 and a to f, and "xyz" is not.',
  ],
  [
    { ...image, iso_checksum: "abc" },
    "iso_checksum",
    "Invalid checksum",
    "No type of checksum has 3 digits; sha256 has 64.",
  ],
  [
    { ...image, iso_checksum: "nonsense" },
    "iso_checksum",
    "Invalid checksum",
    '"nonsense" is no checksum. Write it like "sha256:…" or "file:https://example.com/SHA256SUMS"; "none" leaves the image unchecked.',
  ],
  [
    { ...image, iso_checksum: "file:" },
    "iso_checksum",
    "Invalid checksum",
    'After "file:" stands the address or path of a checksum file.',
  ],
  [{ iso_url: "a.iso?checksum=1" }, "iso_url", "Invalid checksum", "No type of checksum has 1 digits; sha256 has 64."],
  [
    { iso_urls: ["a.iso", "s3::https://s3.amazonaws.com/bucket/a.iso"], iso_checksum: "file:SUMS" },
    "iso_urls.1",
    "Unsupported address",
    'Images come by http://, https:// or from files, and "s3::…" asks for "s3". Use an https:// address that is signed in advance (aws s3 presign), or copy it before the build (aws s3 cp), and name the file.',
  ],
  [
    { iso_url: "smb://user:secret@host/a.iso", iso_checksum: "file:SUMS" },
    "iso_url",
    "Unsupported address",
    'Images come by http://, https:// or from files, and "smb:…" asks for "smb". Mount the share, and name the file.',
  ],
  [
    { iso_url: "ftp://host/a.iso", iso_checksum: "file:SUMS" },
    "iso_url",
    "Unsupported address",
    'Images come by http://, https:// or from files, and "ftp:…" asks for "ftp". Copy the image before the build, and name the file.',
  ],
  [
    { iso_url: "https://:80", iso_checksum: "file:SUMS" },
    "iso_url",
    "Unsupported address",
    "The address must be written in full, as in https://example.com/image.iso.",
  ],
])("%j", (config, path, summary, detail) => {
  expect(check(config)).toEqual([[path, summary, detail]]);
});

test("an image that is not checked is warned of", () => {
  expect(check({ ...image, iso_checksum: "none" })).toEqual([
    [
      "iso_checksum",
      "warning",
      "Image is not checked",
      'With "none", a damaged or exchanged image is not noticed. Set iso_checksum to the image\'s checksum.',
    ],
  ]);
});
