import { requires } from "@ingot/testing";
import { isBuilt, observed, packerLeft, readSpecimens, record, type Specimen } from "./differential.test-fixtures.js";

jest.setTimeout(120_000); // packer is as quick as the machine

const specimens = readSpecimens();
const cases = specimens.map((specimen): [string, Specimen] => [specimen.name, specimen]);

/** What packer is to do with it. Of what is refused there are no files to compare. */
function packerAccepts({ outcome, packer }: Specimen): boolean {
  return packer?.verb === "accepts it" || (!outcome.startsWith("refused") && packer?.verb !== "refuses it");
}

requires("packer", "Debian's packer")("packer makes the same of, but for what the header says:", () => {
  test.concurrent.each(cases)("%s", async (_name, specimen) => {
    const [ours, theirs] = await Promise.all([observed(specimen), packerLeft(specimen)]);
    if (process.env.UPDATE_GOLDENS) record(specimen, ours.outcome);
    expect(ours.outcome).toBe(specimen.outcome);
    if (specimen.packer?.verb === "builds otherwise") expect(theirs).not.toMatchObject(ours.left!);
    else if (ours.left && packerAccepts(specimen)) expect(theirs).toMatchObject(ours.left);
    else expect({ accepted: theirs.ok, said: theirs.said }).toMatchObject({ accepted: packerAccepts(specimen) });
  });
});

test("there are templates of every outcome", () => {
  expect(specimens.length).toBeGreaterThan(400);
  expect(specimens.filter(isBuilt).length).toBeGreaterThan(180);
  expect(specimens.filter(({ outcome }) => outcome.startsWith("refused at")).length).toBeGreaterThan(200);
});
