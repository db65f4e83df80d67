import { planOf } from "./plan.test-fixtures.js";

const template = `source "fake" "one" {
}
source "fake" "two" {
}
source "null" "one" {
}
build {
  sources = ["fake.one", "fake.two"]
  source "null.one" {
    name = "local"
  }
  post-processor "fake" {
    target = "a"
    name   = "tagged"
  }
  post-processors {
    post-processor "manifest" {
      target = "b"
    }
    post-processor "fake" {
      target = "c"
    }
  }
}
build {
  name    = "named"
  sources = ["fake.one"]
}
`;
const all = "fake.one, fake.two, null.local, named.fake.one";

async function selected(only: readonly string[], except: readonly string[] = []) {
  const { plan, problems } = await planOf(template, { only, except });
  return { names: plan?.builds.map(({ name }) => name), problems };
}

test.each([
  [[], [], all],
  [["fake.one"], [], "fake.one"],
  [["*.one"], [], "fake.one, named.fake.one"],
  [["named.*", "null.local"], [], "null.local, named.fake.one"],
  [["{fake,null}.*"], [], "fake.one, fake.two, null.local"],
  [[], ["fake.*"], "null.local, named.fake.one"],
  [["*.one"], ["named.*"], "fake.one"],
])("-only=%j -except=%j leaves %s", async (only, except, names) => {
  expect(await selected(only, except)).toEqual({ names: names.split(", "), problems: [] });
});

test("a plain word is no part of a name", async () => {
  expect(await selected(["one"])).toEqual({
    names: undefined,
    problems: [
      `error: No builds to run: -only and -except leave none of the template's builds. A pattern must match the whole name; the builds are: ${all}.`,
      `warning: Pattern without a match: The -only pattern "one" matches no build. A pattern must match the whole name; the builds are: ${all}.`,
    ],
  });
});

test("each pattern that matches nothing has its warning, however much the others match", async () => {
  expect(await selected(["*", "nul.*"], ["fake.tow"])).toEqual({
    names: all.split(", "),
    problems: [
      `warning: Pattern without a match: The -only pattern "nul.*" matches no build. A pattern must match the whole name; the builds are: ${all}.`,
      `warning: Pattern without a match: The -except pattern "fake.tow" matches no build and no post-processor. Did you mean "fake.two"?`,
    ],
  });
});

test("a pattern that cannot be read", async () => {
  expect(await selected(["[a"], ["{x"])).toEqual({
    names: undefined,
    problems: [
      'error: Invalid pattern: The -only pattern "[a" cannot be read: a "[" has no "]". Put a backslash before a character that is meant literally.',
      'error: Invalid pattern: The -except pattern "{x" cannot be read: a "{" has no "}". Put a backslash before a character that is meant literally.',
    ],
  });
});

describe("-except and post-processors", () => {
  const chains = async (...except: string[]) => {
    const { plan, problems } = await planOf(template, { except });
    expect(problems).toEqual([]);
    return plan!.builds[0]!.postProcessors.map((chain) => chain.map(({ type, name }) => name ?? type).join(" "));
  };

  test.each([
    [["nothing*", "tagged"].slice(1), ["manifest fake"]],
    [["manifest"], ["tagged"]],
    [["fake"], ["tagged", "manifest"]],
    [["fake", "tagg*"], ["manifest"]],
    [["m*", "t*"], []],
  ])("-except=%j: a name counts before a type, and the rest of the chain goes too", async (except, left) => {
    expect(await chains(...except)).toEqual(left);
  });
});

test("what is left out is not looked at", async () => {
  const text =
    'source "fake" "bad" {\n  imag = 1\n}\nsource "fake" "good" {\n}\nbuild {\n  sources = ["fake.bad", "fake.good"]\n}\n';
  expect((await planOf(text, { only: ["fake.good"] })).problems).toEqual([]);
  expect((await planOf(text, { except: ["fake.good"] })).problems).toHaveLength(1);
});
