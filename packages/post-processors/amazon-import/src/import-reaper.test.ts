import { requiresMoto, startMoto } from "@ingot/testing";
import { amazonImportReaper } from "./import-reaper.js";
import { amazon, importDisk, left } from "./imports.test-fixtures.js";

jest.setTimeout(120_000);

requiresMoto()("after an import that died", () => {
  test("what is another run's stays", async () => {
    await using moto = await startMoto();
    await using at = await amazon(moto);
    const { run } = await importDisk(at.host, { ami_name: "web", skip_clean: true, s3_key_name: "disk" });
    const access = { region: "us-east-1" };
    const place = { bucket: "disks", key: "disk", isOurs: false };
    for (const kind of amazonImportReaper.kinds) {
      const handle = { access, ...place, uploadId: "none", name: "web" };
      const record = { kind, description: "", handle, runId: "another", resourceId: 1 };
      expect([kind, await amazonImportReaper.reap(record, run)]).toEqual([kind, "absent"]);
    }
    expect(await left(moto)).toEqual(["image", "s3-object", "snapshot"]);
  });
});
