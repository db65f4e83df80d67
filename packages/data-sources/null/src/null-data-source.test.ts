import { testReadContext } from "@ingot/testing";
import { nullDataSource } from "./null-data-source.js";

test.each([
  [{ input: "x" }, "x"],
  [{}, ""],
])("%j gives %j", async (config, output) => {
  using context = testReadContext();
  expect(await nullDataSource.read(nullDataSource.config.parse(config), context)).toEqual({ output });
});
