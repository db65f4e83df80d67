import { findImage } from "./find-image.js";
import { awsAt } from "./local-aws.test-fixtures.js";
import { formOf, serve } from "./local-server.test-fixtures.js";

jest.setTimeout(90_000); // the SDK of EC2 takes its time to load beside other work

const image = (id: string, date: string) =>
  `<item><imageId>${id}</imageId><creationDate>${date}T00:00:00.000Z</creationDate></item>`;

test("the newest is taken, of the owners and among the deprecated where the block says so", async () => {
  const images = image("ami-1", "2026-01-01") + image("ami-2", "2026-03-01") + image("ami-3", "2025-12-31");
  await using server = await serve(() => ({
    body: `<DescribeImagesResponse><imagesSet>${images}</imagesSet></DescribeImagesResponse>`,
  }));
  await using local = await awsAt(server);
  const query = { filters: { name: "web-*" }, owners: ["self", "1"], most_recent: true, include_deprecated: true };
  expect((await findImage(local.aws, query)).ImageId).toBe("ami-2");
  expect(server.asked.map(formOf)).toEqual([
    {
      Action: "DescribeImages",
      Version: "2016-11-15",
      "Filter.1.Name": "name",
      "Filter.1.Value.1": "web-*",
      "Owner.1": "self",
      "Owner.2": "1",
      IncludeDeprecated: "true",
    },
  ]);
});
