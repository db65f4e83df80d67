import type { Change, Tool } from "./amazon.test-fixtures.js";

/** One way in which the two programs are meant to differ; with what it says taken out, they are equal. */
export interface Difference {
  readonly because: string;
  readonly tool: Tool;
  /** What the other program would have done. */
  readonly instead: (changes: readonly Change[]) => readonly Change[];
}

const each = (work: (change: Change) => Change | undefined) => (changes: readonly Change[]) =>
  changes.flatMap((change) => work(change) ?? []);

const withoutParams = (...names: readonly string[]) =>
  each((change) => ({
    ...change,
    params: Object.fromEntries(
      Object.entries(change.params).filter(([name, value]) => !names.includes(`${name}=${value}`)),
    ),
  }));

const withoutParamsLike = (action: RegExp, pattern: RegExp) =>
  each((change) =>
    action.test(change.action)
      ? { ...change, params: Object.fromEntries(Object.entries(change.params).filter(([name]) => !pattern.test(name))) }
      : change,
  );

const withoutTags = (isMeant: (kind: string, key: string) => boolean) =>
  each((change) => {
    const left = Object.entries(change.tags).flatMap(([kind, tags]) => {
      const kept = Object.entries(tags).filter(([key]) => !isMeant(kind, key));
      return kept.length === 0 ? [] : [[kind, Object.fromEntries(kept)] as const];
    });
    return { ...change, tags: Object.fromEntries(left) };
  });

const isUnmarking = ({ action, tags }: Change) =>
  action === "ec2:DeleteTags" && Object.keys(tags[""] ?? {}).every((key) => key.startsWith("ingot:"));

const isSpot = (changes: readonly Change[]) => changes.some(({ action }) => action === "ec2:CreateFleet");

const isTaggingOfMachine = ({ action, params }: Change) =>
  action === "ec2:CreateTags" && ["i-ID", "vol-ID"].includes(params["ResourceId.1"]!);

const undescribed = withoutParamsLike(/:CreateSnapshot$/, /^Description$/);

const isOfSnapshots = ({ action, params }: Change) =>
  action === "ec2:CreateTags" && Object.values(params).every((resource) => resource === "snap-ID");

function withoutRunTags(change: Change): Change | undefined {
  const { Purpose: _ofRun, ...rest } = change.tags[""] ?? {};
  return Object.keys(rest).length === 0 ? undefined : { ...change, tags: { "": rest } };
}

export const ledger: readonly Difference[] = [
  {
    because: "When an image is complete, what told whose it is goes.",
    tool: "ingot",
    instead: each((change) => (isUnmarking(change) ? undefined : change)),
  },
  {
    because: "Everything carries the id of its run from its first moment, so that it can be found after a crash.",
    tool: "ingot",
    instead: withoutTags((_kind, key) => key.startsWith("ingot:")),
  },
  {
    because: "Later Packers give the run's tags to its key pair, its group, its interfaces and its images too.",
    tool: "ingot",
    instead: withoutTags(
      (kind, key) =>
        key === "Purpose" &&
        /^(?:key-pair|security-group|network-interface|image|snapshot|launch-template)$/.test(kind),
    ),
  },
  {
    because: "So they do to its snapshots, which get them when they are there: some EC2s give none at birth.",
    tool: "ingot",
    instead: each((change) => (isOfSnapshots(change) ? withoutRunTags(change) : change)),
  },
  {
    because: "Later Packers say which kind of key they want, and that no reserved capacity is.",
    tool: "ingot",
    instead: withoutParams("KeyType=rsa", "CapacityReservationSpecification.CapacityReservationPreference=none"),
  },
  {
    because: "What Amazon takes as the default need not be said.",
    tool: "packer",
    instead: withoutParams(
      ...[
        "EbsOptimized=false",
        "LaunchTemplateData.EbsOptimized=false",
        "LaunchTemplateData.DisableApiTermination=false",
      ],
      ...["ReplaceUnhealthyInstances=false", "Description=Temporary role for Packer", "Encrypted=false"],
    ),
  },
  {
    because:
      "The fleet asks for spot capacity, so its template need not; and nobody reads what a template of a minute describes itself as.",
    tool: "packer",
    instead: withoutParamsLike(/:CreateLaunchTemplate$/, /^(?:VersionDescription|.*\.MarketType)$/),
  },
  {
    because: "A policy is the same with other spaces.",
    tool: "packer",
    instead: each((change) => {
      const { AssumeRolePolicyDocument: policy } = change.params;
      if (policy === undefined) return change;
      return { ...change, params: { ...change.params, AssumeRolePolicyDocument: JSON.stringify(JSON.parse(policy)) } };
    }),
  },
  {
    because: "Whom to share with is said once, and need not be said again in the older way.",
    tool: "packer",
    instead: withoutParamsLike(/:Modify/, /^User(?:Id|Group)\.\d+$/),
  },
  {
    because: "The API reference wants the attribute's name.",
    tool: "ingot",
    instead: withoutParams("Attribute=createVolumePermission"),
  },
  {
    because: "Users and groups are permitted in one call.",
    tool: "packer",
    instead: (changes) => joinPermissions(changes),
  },
  {
    because: "A spot instance and its volumes have their tags from the launch template, so that they never lack them.",
    tool: "packer",
    instead: (changes) => (isSpot(changes) ? changes.filter((change) => !isTaggingOfMachine(change)) : changes),
  },
  {
    because: "A fleet is told of one type, price and zone as it is of several, and its template of none.",
    tool: "packer",
    instead: (changes) => tellFleet(changes),
  },
  {
    because: "What is only copied from goes when it is copied.",
    tool: "packer",
    instead: (changes) => removeEarlier(changes),
  },
  {
    because: "A spot instance has its tags from the launch template.",
    tool: "ingot",
    instead: withoutParamsLike(/:CreateLaunchTemplate$/, /^LaunchTemplateData\.TagSpecification\./),
  },
  {
    because: "Packer describes a snapshot by the time on its clock.",
    tool: "packer",
    instead: undescribed,
  },
  {
    because: "A snapshot says of which device of which instance it is.",
    tool: "ingot",
    instead: undescribed,
  },
];

const toldToFleet = {
  "LaunchTemplateData.InstanceType": "LaunchTemplateConfigs.1.Overrides.1.InstanceType",
  "LaunchTemplateData.Placement.AvailabilityZone": "LaunchTemplateConfigs.1.Overrides.1.AvailabilityZone",
  "LaunchTemplateData.InstanceMarketOptions.SpotOptions.MaxPrice": "LaunchTemplateConfigs.1.Overrides.1.MaxPrice",
} as const;

/** What the launch template says of them is said of the fleet. */
function tellFleet(changes: readonly Change[]): readonly Change[] {
  const said = changes.find(({ action }) => action === "ec2:CreateLaunchTemplate")?.params ?? {};
  const moved = Object.entries(toldToFleet).flatMap(([from, to]) =>
    said[from] === undefined ? [] : [[to, said[from]] as const],
  );
  const untold = Object.keys(toldToFleet).map((name) => `${name}=${said[name]}`);
  return withoutParams(...untold)(changes).map((change) =>
    change.action === "ec2:CreateFleet"
      ? { ...change, params: { ...change.params, ...Object.fromEntries(moved) } }
      : change,
  );
}

/** Packer keeps it to the end of the build. */
function removeEarlier(changes: readonly Change[]): readonly Change[] {
  const copied = changes.findLastIndex(({ action }) => action === "ec2:CopyImage");
  if (copied === -1) return changes;
  const [before, after] = [changes.slice(0, copied + 1), changes.slice(copied + 1)];
  const isRemoval = ({ action }: Change) => action === "ec2:DeregisterImage" || action === "ec2:DeleteSnapshot";
  return [...before, ...after.filter(isRemoval), ...after.filter((change) => !isRemoval(change))];
}

/** Packer adds users and groups one after the other, in either order. */
function joinPermissions(changes: readonly Change[]): readonly Change[] {
  const isPermission = ({ params }: Change) =>
    Object.keys(params).some((name) => name.startsWith("LaunchPermission.Add."));
  const permissions = changes.filter(isPermission);
  const values = permissions.flatMap(({ params }) =>
    Object.entries(params).filter(([name]) => name.startsWith("LaunchPermission.")),
  );
  const users = values.filter(([name]) => name.endsWith("UserId"));
  const inOrder = [...users, ...values.filter((value) => !users.includes(value))];
  const added = inOrder.map(([name, value], at) => [name.replace(/\d+/, String(at + 1)), value]);
  const [first] = permissions;
  const joined = first && {
    ...first,
    params: { ImageId: first.params.ImageId!, ...Object.fromEntries(added) },
  };
  return changes.flatMap((change) => (change === first ? joined! : isPermission(change) ? [] : change));
}

/** Both programs' changes in one place, as they would be without the differences that are meant. */
export function withoutDifferences(
  tool: Tool,
  changes: readonly Change[],
  use: (difference: Difference) => void,
): readonly Change[] {
  return ledger
    .filter((difference) => difference.tool === tool)
    .reduce((before, difference) => {
      const after = difference.instead(before);
      if (JSON.stringify(after) !== JSON.stringify(before)) use(difference);
      return after;
    }, changes);
}
