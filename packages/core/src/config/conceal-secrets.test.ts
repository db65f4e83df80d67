import { errorAt } from "@ingot/hcl";
import { concealSecrets } from "./conceal-secrets.js";

test("no secret is left in what a diagnostic says and shows", () => {
  const told = {
    ...errorAt(undefined, "Wrong", 'There is no "hunter2".'),
    values: [{ name: 'var.users["hunter2"]', text: '"my hunter2"' }],
  };
  expect(concealSecrets([told], ["hunter2"])).toEqual([
    {
      ...errorAt(undefined, "Wrong", 'There is no "<sensitive>".'),
      values: [{ name: 'var.users["<sensitive>"]', text: '"my <sensitive>"' }],
    },
  ]);
});

test("what shows no values gets none", () => {
  expect(concealSecrets([errorAt(undefined, "Wrong", "")], ["x"])).toEqual([errorAt(undefined, "Wrong", "")]);
});
