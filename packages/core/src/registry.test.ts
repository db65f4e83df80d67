import { fakeBuilder, fakeProvisioner, loaderOf } from "@ingot/testing";
import type { ComponentLoader } from "./plugin.js";
import { createRegistry } from "./registry.js";

test("loads nothing until a type is asked for, and then once", async () => {
  const loaded: string[] = [];
  const registry = createRegistry([
    loaderOf(fakeBuilder({ type: "one" }), () => loaded.push("one")),
    loaderOf(fakeBuilder({ type: "two" }), () => loaded.push("two")),
  ]);
  expect(registry.types("builder")).toEqual(["one", "two"]);
  expect(registry.has("builder", "one")).toBe(true);
  expect(loaded).toEqual([]);
  const [first, again] = await Promise.all([registry.load("builder", "two"), registry.load("builder", "two")]);
  expect(first).toBe(again);
  expect(loaded).toEqual(["two"]);
});

test("keeps the kinds apart", async () => {
  const provisioner = fakeProvisioner({ type: "shell" });
  const registry = createRegistry([loaderOf(fakeBuilder({ type: "shell" })), loaderOf(provisioner)]);
  expect(await registry.load("provisioner", "shell")).toBe(provisioner);
  expect(registry.types("post-processor")).toEqual([]);
  expect(registry.has("post-processor", "shell")).toBe(false);
});

test("takes the first of two loaders for one type", async () => {
  const builtIn = fakeBuilder();
  const registry = createRegistry([loaderOf(builtIn), loaderOf(fakeBuilder())]);
  expect(await registry.load("builder", "fake")).toBe(builtIn);
  expect(registry.types("builder")).toEqual(["fake"]);
});

test("a type that does not exist is an error of the user", async () => {
  await expect(createRegistry([]).load("provisioner", "shel")).rejects.toMatchObject({
    code: "COMPONENT_UNKNOWN",
    source: "user",
    message: 'There is no provisioner of the type "shel".',
  });
});

test("code that does not load is told with its cause, and is tried again the next time", async () => {
  const builder = fakeBuilder();
  const causes = [new Error("the file is damaged")];
  const load = async () => {
    const cause = causes.pop();
    if (cause) throw cause;
    return builder;
  };
  const registry = createRegistry([{ kind: "builder", type: "fake", load }]);
  await expect(registry.load("builder", "fake")).rejects.toMatchObject({
    code: "COMPONENT_LOAD",
    source: "engine",
    message: 'The builder "fake" could not be loaded: the file is damaged',
    cause: expect.objectContaining({ message: "the file is damaged" }),
  });
  expect(await registry.load("builder", "fake")).toBe(builder);
});

test("a package that is not installed is named, without who asked for it", async () => {
  const cause = Object.assign(new Error("Cannot find module 'absent'\nRequire stack:\n- /a.cjs"), {
    code: "MODULE_NOT_FOUND",
  });
  const load = () => Promise.reject(cause);
  const registry = createRegistry([{ kind: "builder", type: "fake", load }]);
  await expect(registry.load("builder", "fake")).rejects.toMatchObject({
    code: "COMPONENT_LOAD",
    message: `The builder "fake" could not be loaded: Cannot find module 'absent'. Install the package that it is in.`,
  });
});

test("reapers are no components of a template", () => {
  const reaper: ComponentLoader = {
    kind: "reaper",
    kinds: ["fake"],
    load: async () => Promise.reject(new Error("no")),
  };
  expect(createRegistry([reaper]).types("builder")).toEqual([]);
});

describe("of those who write components without a compiler", () => {
  const builder = fakeBuilder({ type: "mine" });
  const saying = (kind: ComponentLoader["kind"], component: unknown) => {
    const loader = { kind, type: "mine", load: () => component } as unknown as ComponentLoader;
    return createRegistry([loader])
      .load(kind as "builder", "mine")
      .then(
        () => "it was taken",
        ({ code, message }) => [code, message],
      );
  };

  test.each<[ComponentLoader["kind"], unknown, string]>([
    ["builder", undefined, 'nothing as "builder". It must be what defineBuilder() makes.'],
    ["builder", { ...builder, start: undefined }, 'nothing as "builder.start". It must be a function.'],
    ["builder", { ...builder, config: {} }, 'an object as "builder.config". It must be a schema of zod 4.'],
    ["builder", { ...builder, exports: "ID" }, 'a text as "builder.exports". It must be a list of texts.'],
    ["builder", { ...builder, check: [] }, 'a list as "builder.check". It must be a function.'],
    ["provisioner", builder, 'nothing as "provisioner.provision". It must be a function.'],
    ["value-store", {}, 'nothing as "value-store.read". It must be a function.'],
  ])("a %s is told what it lacks", async (kind, component, told) => {
    expect(await saying(kind, component)).toEqual([
      "COMPONENT_LOAD",
      `The ${kind} "mine" could not be loaded: its load() gave ${told}`,
    ]);
  });

  test("a load() that gives the component itself is as good as one that gives a promise", async () => {
    expect(await saying("builder", builder)).toBe("it was taken");
  });
});
