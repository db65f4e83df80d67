import type { CreateFleetCommandInput, CreateFleetError, RequestLaunchTemplateData } from "@ingot/client-aws";
import { type BuildContext, IngotError } from "@ingot/core/plugin";
import { tagsOf } from "../tags.js";
import { type InstanceParts, ownInstance } from "./instance.js";
import { instanceParameters, interfaceParameters, type PreparedLaunch } from "./instance-parameters.js";
import { launchTemplate } from "./launch-template.js";
import type { LaunchConfig } from "./launched-machine.js";
import { ownTags } from "./own-things.js";

/** Has a fleet of one instance made, of whichever kind there is. */
export async function runSpot(launch: PreparedLaunch, run: BuildContext): Promise<InstanceParts> {
  const { config } = launch;
  const template = await launchTemplate(launch, templateData(launch, run), run);
  run.say(`Requesting spot instance '${typesOf(config).join(", ")}' for: ${config.spot_price}`);
  return ownInstance(launch, run, (signal) => requestFleet(launch, template, run, signal));
}

const typesOf = ({ instance_type, spot_instance_types }: LaunchConfig): readonly string[] =>
  instance_type ? [instance_type] : spot_instance_types;

function templateData(launch: PreparedLaunch, run: BuildContext): RequestLaunchTemplateData {
  const { config, data } = launch;
  const parameters = instanceParameters(launch, run);
  const request = tagsOf(run, config.spot_tags, config.spot_tag, data);
  const specifications = parameters.TagSpecifications ?? [];
  return {
    ...(parameters as RequestLaunchTemplateData),
    ...(config.shutdown_behavior === "terminate" && { InstanceInitiatedShutdownBehavior: "terminate" }),
    ...interfaceParameters(launch),
    TagSpecifications:
      request.length > 0
        ? [...specifications, { ResourceType: "spot-instances-request", Tags: request }]
        : specifications,
  };
}

/** How often to ask where there is no capacity at the moment, and how long to wait at most in between, in milliseconds. */
const tries = 11;
const firstWait = 1000;
const longestWait = 30_000;

async function requestFleet(
  launch: PreparedLaunch,
  template: string,
  run: BuildContext,
  abortSignal: AbortSignal,
): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const { instance, errors } = await createFleet(launch, template, attempt, run, abortSignal);
    if (instance) return instance;
    run.signal.throwIfAborted();
    if (attempt === tries || !errors.every((error) => mayPass(error, launch))) throw noInstance(errors);
    run.say("There is no such spot instance at the moment; asking again...");
    await run.host.sleep(Math.min(longestWait, firstWait * 2 ** (attempt - 1)), run.signal);
  }
}

async function createFleet(
  launch: PreparedLaunch,
  template: string,
  attempt: number,
  run: BuildContext,
  abortSignal: AbortSignal,
) {
  const ec2 = await launch.aws.ec2();
  const { Instances = [], Errors = [] } = await ec2.createFleet(fleetOf(launch, template, attempt, run), {
    abortSignal,
  });
  return { instance: Instances[0]?.InstanceIds?.[0], errors: Errors };
}

/** To the same token Amazon would give the same answer again. */
function fleetOf(
  launch: PreparedLaunch,
  template: string,
  attempt: number,
  run: BuildContext,
): CreateFleetCommandInput {
  const { config, data, token } = launch;
  const strategy = config.spot_allocation_strategy;
  const tags = [...tagsOf(run, config.fleet_tags, config.fleet_tag, data), ...ownTags(launch, run).slice(-1)];
  return {
    ClientToken: `${token}-${attempt}`,
    Type: "instant",
    LaunchTemplateConfigs: [
      {
        LaunchTemplateSpecification: { LaunchTemplateName: template, Version: "1" },
        Overrides: overridesOf(launch),
      },
    ],
    TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: "spot" },
    ...(strategy && { SpotOptions: { AllocationStrategy: strategy as "lowest-price" } }),
    TagSpecifications: [{ ResourceType: "fleet", Tags: tags }],
  };
}

function overridesOf({ config, network }: PreparedLaunch) {
  const price = config.spot_price === "auto" ? undefined : config.spot_price;
  const zone = network.subnetId ? undefined : network.availabilityZone;
  return typesOf(config).map((type) => ({
    InstanceType: type as "t3.micro",
    ...(price && { MaxPrice: price }),
    ...(zone && { AvailabilityZone: zone }),
  }));
}

const scarce = new Set([
  "InsufficientInstanceCapacity",
  "InsufficientCapacity",
  "InsufficientHostCapacity",
  "UnfulfillableCapacity",
  "SpotInstanceCapacityNotAvailable",
  "RequestLimitExceeded",
  "InternalError",
]);

/** What a moment's patience may help against; a profile that was just made is not known everywhere at once. */
const mayPass = ({ ErrorCode = "" }: CreateFleetError, { profile }: PreparedLaunch): boolean =>
  scarce.has(ErrorCode) || (profile?.isNew === true && ErrorCode === "InvalidParameterValue");

function noInstance(errors: readonly CreateFleetError[]): IngotError {
  const reasons = errors.map(reasonOf);
  return new IngotError({
    code: "AMAZON_NO_SPOT_INSTANCE",
    source: "outside",
    message: `No spot instance was to be had: ${[...new Set(reasons)].join("; ") || "Amazon does not say why"}. Allow more types in spot_instance_types, another zone or subnet, or a higher spot_price.`,
    data: { codes: errors.map(({ ErrorCode }) => ErrorCode) },
  });
}

function reasonOf({ ErrorCode, ErrorMessage, LaunchTemplateAndOverrides }: CreateFleetError): string {
  const type = LaunchTemplateAndOverrides?.Overrides?.InstanceType;
  return `${type ? `${type}: ` : ""}${ErrorCode}: ${ErrorMessage?.replace(/\.$/, "")}`;
}
