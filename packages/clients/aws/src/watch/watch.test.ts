import type { Instance } from "@aws-sdk/client-ec2";
import { awsAt } from "../local-aws.test-fixtures.js";
import { type Answered, type Asked, ec2Refusal, formOf, serve } from "../local-server.test-fixtures.js";

jest.setTimeout(90_000); // the SDK of EC2 takes its time to load beside other work

/** EC2 with instances whose states at each look `stateOf` says; undefined: it does not know them. */
const ec2With = (stateOf: (id: string, look: number) => string | undefined) => {
  let looks = 0;
  return (asked: Asked): Answered => {
    looks++;
    const form = formOf(asked);
    const ids = Object.entries(form).flatMap(([name, value]) => (/^Filter\.1\.Value\.\d+$/.test(name) ? [value] : []));
    const items = ids.flatMap((id) => {
      const state = stateOf(id, looks);
      return state === undefined
        ? []
        : [`<item><instanceId>${id}</instanceId><instanceState><name>${state}</name></instanceState></item>`];
    });
    return {
      body: `<DescribeInstancesResponse><reservationSet><item><instancesSet>${items.join("")}</instancesSet></item></reservationSet></DescribeInstancesResponse>`,
    };
  };
};

const running = (id: string) => ({
  what: `instance ${id} to run`,
  timeout: 600_000,
  until: ({ State }: Instance) => State?.Name === "running",
  fails: ({ State }: Instance) => (State?.Name === "terminated" ? "it is terminated" : undefined),
});

test("looks are further and further apart, up to 15 seconds", async () => {
  await using server = await serve(ec2With((_id, look) => (look > 9 ? "running" : "pending")));
  await using local = await awsAt(server);
  const seen: (string | undefined)[] = [];
  const instance = await local.aws.watch.instance("i-1", {
    ...running("i-1"),
    onProgress: ({ State }) => seen.push(State?.Name),
  });
  expect(instance.InstanceId).toBe("i-1");
  expect(seen).toEqual(Array(9).fill("pending"));
  expect(local.waits.map((each) => each / 1000)).toEqual(
    [1.503, 2.254, 3.382, 5.072, 7.608, 11.412, 15, 15, 15].map((each) => expect.closeTo(each, 1)),
  );
});

test("fifty who wait look together", async () => {
  await using server = await serve(ec2With((_id, look) => (look > 5 ? "running" : "pending")));
  await using local = await awsAt(server);
  const builds = await Promise.all(Array.from({ length: 50 }, () => local.open()));
  await Promise.all(builds.map((aws, at) => aws.watch.instance(`i-${at}`, running(`i-${at}`))));
  expect(server.asked.length).toBeLessThanOrEqual(7);
  expect(Object.keys(formOf(server.asked[2]!)).filter((name) => name.startsWith("Filter.1.Value."))).toHaveLength(50);
});

test("more than two hundred are asked for in parts", async () => {
  await using server = await serve(ec2With(() => "running"));
  await using local = await awsAt(server);
  await Promise.all(Array.from({ length: 450 }, (_, at) => local.aws.watch.instance(`i-${at}`, running(`i-${at}`))));
  const sizes = server.asked.map(
    (asked) => Object.keys(formOf(asked)).filter((name) => name.startsWith("Filter.1.Value.")).length,
  );
  expect(Math.max(...sizes)).toBeLessThanOrEqual(200);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(450);
});

test("an abort of one leaves the others waiting, and the last one's ends the looks", async () => {
  const one = new AbortController();
  const other = new AbortController();
  await using server = await serve(
    ec2With((_id, look) => {
      if (look === 3) one.abort(new Error("One is enough."));
      if (look === 6) other.abort(new Error("Other is enough."));
      return "pending";
    }),
  );
  await using local = await awsAt(server);
  const [first, second] = await Promise.all([local.open({}, one.signal), local.open({}, other.signal)]);
  const waits = [first!.watch.instance("i-1", running("i-1")), second!.watch.instance("i-2", running("i-2"))];
  const results = await Promise.allSettled(waits);
  expect(results).toMatchObject([
    { reason: { message: "One is enough." } },
    { reason: { message: "Other is enough." } },
  ]);
  expect(server.asked).toHaveLength(6);
});

test("who cannot bear what it sees fails alone", async () => {
  await using server = await serve(ec2With((_id, look) => (look > 2 ? "running" : "pending")));
  await using local = await awsAt(server);
  const until = () => {
    throw new Error("No.");
  };
  const waits = [{ ...running("i-1"), until }, running("i-2")].map((options, at) =>
    local.aws.watch.instance(`i-${at}`, options),
  );
  expect(await Promise.allSettled(waits)).toMatchObject([{ reason: { message: "No." } }, { status: "fulfilled" }]);
});

test("what will never be fails at once", async () => {
  await using server = await serve(ec2With(() => "terminated"));
  await using local = await awsAt(server);
  await expect(local.aws.watch.instance("i-1", running("i-1"))).rejects.toMatchObject({
    code: "AWS_STATE",
    message: "Waiting for instance i-1 to run was in vain: it is terminated.",
  });
});

test("what was just made may be unknown for a minute", async () => {
  await using server = await serve(ec2With((_id, look) => (look > 5 ? "running" : undefined)));
  await using local = await awsAt(server);
  expect(await local.aws.watch.instance("i-1", running("i-1"))).toMatchObject({ InstanceId: "i-1" });
});

test.each([
  [() => undefined, "EC2 does not know it"],
  [(_id: string, look: number) => (look > 1 ? undefined : "pending"), "it is gone"],
])("what stays unknown fails", async (stateOf, reason) => {
  await using server = await serve(ec2With(stateOf));
  await using local = await awsAt(server);
  await expect(local.aws.watch.instance("i-1", { ...running("i-1"), mayBeAbsent: 20_000 })).rejects.toThrow(
    `Waiting for instance i-1 to run was in vain: ${reason}.`,
  );
});

test("what is to be gone may be unknown at once", async () => {
  await using server = await serve(ec2With((_id, look) => (look > 2 ? undefined : "shutting-down")));
  await using local = await awsAt(server);
  const options = { ...running("i-1"), absentMeansDone: true as const };
  expect(await local.aws.watch.instance("i-1", options)).toBeUndefined();
});

test("a wait that takes too long tells the last state", async () => {
  await using server = await serve(ec2With(() => "pending"));
  await using local = await awsAt(server);
  await expect(local.aws.watch.instance("i-1", { ...running("i-1"), timeout: 90_000 })).rejects.toMatchObject({
    code: "AWS_TIMEOUT",
    message:
      "Waiting for instance i-1 to run took longer than 1m30s; it was pending at last. aws_polling says how long to wait.",
    data: { id: "i-1", state: "pending" },
  });
  expect(local.waits.reduce((sum, wait) => sum + wait, 0)).toBe(90_000);
});

test.each([
  [{ aws_polling: { delay_seconds: 4, max_attempts: 5 } }, {}],
  [{}, { AWS_POLL_DELAY_SECONDS: "4", AWS_MAX_ATTEMPTS: "5" }],
  [{}, { AWS_POLL_DELAY_SECONDS: "4", AWS_TIMEOUT_SECONDS: "20" }],
  [{ aws_polling: { delay_seconds: 4, max_attempts: 5 } }, { AWS_POLL_DELAY_SECONDS: "1", AWS_MAX_ATTEMPTS: "900" }],
])("%j with %j says how to wait", async (block, env) => {
  await using server = await serve(ec2With(() => "pending"));
  await using local = await awsAt(server, { block, env });
  await expect(local.aws.watch.instance("i-1", running("i-1"))).rejects.toThrow("took longer than 20s");
  expect(local.waits[0]).toBe(4004);
});

test("throttling and errors of the server pass, a refusal does not", async () => {
  let looks = 0;
  await using server = await serve((asked) => {
    looks++;
    if (looks === 1) return ec2Refusal(503, "RequestLimitExceeded", "Slow down");
    if (looks === 2) return ec2Refusal(500, "InternalError", "Oops");
    if (looks === 3) return ec2With(() => "pending")(asked);
    return ec2Refusal(403, "UnauthorizedOperation", "No");
  });
  await using local = await awsAt(server);
  await expect(local.aws.watch.instance("i-1", running("i-1"))).rejects.toMatchObject({
    code: "AWS_REQUEST",
    data: { action: "DescribeInstances", awsCode: "UnauthorizedOperation" },
  });
  expect(looks).toBe(4);
});

test("an unknown id among others does not spoil their look", async () => {
  await using server = await serve((asked) => {
    const ids = Object.entries(formOf(asked)).flatMap(([name, id]) => (name.startsWith("ImportTaskId.") ? [id] : []));
    if (ids.includes("import-ami-2")) return ec2Refusal(400, "InvalidConversionTaskId", "No such task");
    const items = ids.map((id) => `<item><importTaskId>${id}</importTaskId><status>completed</status></item>`);
    return {
      body: `<DescribeImportImageTasksResponse><importImageTaskSet>${items.join("")}</importImageTaskSet></DescribeImportImageTasksResponse>`,
    };
  });
  await using local = await awsAt(server);
  const wait = (id: string) =>
    local.aws.watch.importImageTask(id, { what: id, timeout: 600_000, until: ({ Status }) => Status === "completed" });
  const results = await Promise.allSettled(["import-ami-1", "import-ami-2", "import-ami-3"].map(wait));
  expect(results).toMatchObject([
    { value: { ImportTaskId: "import-ami-1" } },
    { reason: { message: "Waiting for import-ami-2 was in vain: EC2 does not know it." } },
    { value: { ImportTaskId: "import-ami-3" } },
  ]);
});
