import { chmodSync, cpSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Workplace, workplace } from "./ingot.test-fixtures.js";

const valid = 'source "null" "a" {\n  communicator = "none"\n}\nbuild {\n  sources = ["source.null.a"]\n}\n';

let place: Workplace;
const cache = () => place.path("cache/ingot");
const cached = () => (place.exists("cache/ingot") ? readdirSync(cache()) : []);
const ingot = (...args: string[]) =>
  place.start(process.execPath, [place.path("bin/ingot.cjs"), ...args], { XDG_CACHE_HOME: place.path("cache") }).ended;

/** An installed Ingot that no cache was made for, as on another Node than the one that it was built with. */
beforeEach(() => {
  place = workplace({ "a.pkr.hcl": valid, "wrong.pkr.hcl": "source {}\n" });
  cpSync(join(__dirname, "../../bin"), place.path("bin"), { recursive: true });
  cpSync(join(__dirname, "../../dist/bundle"), place.path("dist/bundle"), {
    recursive: true,
    filter: (source) => !/\/cache$|parts\.json$/.test(source),
  });
});

afterEach(() => place[Symbol.dispose]());

const works = async () =>
  expect(await ingot("validate", "a.pkr.hcl")).toMatchObject({
    code: 0,
    out: "The configuration is valid.\n",
    err: "",
  });

test("the first success of a command leaves its code in a private folder, once for all", async () => {
  await works();
  expect(cached()).toEqual([expect.stringMatching(/^validate-[0-9a-f]{32}-v[\d.]+-\w+\.cache$/)]);
  expect(statSync(cache()).mode & 0o777).toBe(0o700);
  const file = join(cache(), cached()[0]!);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { ino } = statSync(file);
  await works();
  expect(statSync(file).ino).toBe(ino);
});

test("what is not V8's code for this bundle is left unused", async () => {
  await works();
  writeFileSync(join(cache(), cached()[0]!), "no code");
  await works();
});

test("a failure leaves nothing", async () => {
  expect((await ingot("validate", "wrong.pkr.hcl")).code).toBe(1);
  expect(cached()).toEqual([]);
});

test("a folder that others can write to is neither read nor written", async () => {
  mkdirSync(cache(), { recursive: true });
  chmodSync(cache(), 0o777);
  await works();
  expect(cached()).toEqual([]);
});

test("nor is one that a link leads to", async () => {
  mkdirSync(place.path("elsewhere"), { mode: 0o700 });
  mkdirSync(place.path("cache"));
  symlinkSync(place.path("elsewhere"), cache());
  await works();
  expect(cached()).toEqual([]);
});

test("without a place for it, everything goes on as usual", async () => {
  writeFileSync(place.path("cache"), "a file");
  await works();
});

test("many at once do not disturb one another", async () => {
  await Promise.all(Array.from({ length: 6 }, works));
  expect(cached()).toHaveLength(1);
});

test("before the first build it says what to do", async () => {
  place.write({ "else/bin/ingot.cjs": place.read("bin/ingot.cjs") });
  expect(await place.run(process.execPath, place.path("else/bin/ingot.cjs"), "version")).toMatchObject({
    code: 1,
    out: "",
    err: 'Error: ingot is not built yet. Run "npm run build" in its repository.\n',
  });
});

const ami = `source "amazon-ebs" "web" {
  region        = "eu-west-1"
  source_ami    = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  ssh_username  = "admin"
  ami_name      = "web"
}
build {
  sources = ["source.amazon-ebs.web"]
}
`;

test("it has no SDK of Amazon's, and says which package brings it", async () => {
  place.write({ "ami.pkr.hcl": ami });
  const { code, err } = await ingot("build", "ami.pkr.hcl");
  expect(code).toBe(1);
  expect(err).toContain(
    "Amazon's SDK is not installed. It comes with the package @ingot/builder-amazon, an optional dependency of ingot: install that beside it.\n",
  );
});
