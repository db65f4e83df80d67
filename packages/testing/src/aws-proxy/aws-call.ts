import type { IncomingHttpHeaders } from "node:http";

/** One attempt of a client to have Amazon do something. */
export interface AwsCall {
  /** As it is signed for: "ec2", "iam", "sts", "ssm", "secretsmanager", "s3" … */
  readonly service: string;
  readonly region: string;
  readonly action: string;
  /** Flat, as EC2 has them on the wire: "Filter.1.Name". S3's are the bucket, the key and the query. */
  readonly params: Params;
  /** Whether it could change what exists. */
  readonly mutating: boolean;
}

export type Params = Readonly<Record<string, string>>;

export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const scope = /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

export function callOf(request: WireRequest): AwsCall {
  const [, region = "us-east-1", service = "s3"] = scope.exec(request.headers.authorization ?? "") ?? [];
  const { action, params } = service === "s3" ? ofS3(request) : (ofTarget(request) ?? ofQuery(request));
  return { service, region, action, params, mutating: isMutating(action, params) };
}

interface Said {
  readonly action: string;
  readonly params: Params;
}

function ofQuery({ body }: WireRequest): Said {
  const {
    Action: action = "",
    Version: _version,
    ...params
  } = Object.fromEntries(new URLSearchParams(body.toString()));
  return { action, params };
}

/** The JSON protocols name the action in a header: "AmazonSSM.StartSession". */
function ofTarget({ headers, body }: WireRequest): Said | undefined {
  const target = headers["x-amz-target"];
  if (typeof target !== "string") return undefined;
  return { action: target.split(".").at(-1)!, params: flatten(JSON.parse(body.toString() || "{}")) };
}

function flatten(value: unknown, prefix = ""): Params {
  if (typeof value !== "object" || value === null) return { [prefix]: String(value) };
  const entries = Array.isArray(value) ? value.map((each, at) => [at + 1, each] as const) : Object.entries(value);
  const named = entries.map(([name, each]) => flatten(each, prefix === "" ? String(name) : `${prefix}.${name}`));
  return Object.assign({}, ...named);
}

const s3Actions: readonly (readonly [pattern: RegExp, action: string])[] = [
  [/^GET \/$/, "ListBuckets"],
  [/^GET \/[^/]+\/[^?]/, "GetObject"],
  [/^HEAD \/[^/]+\/[^?]/, "HeadObject"],
  [/^POST .*[?&]uploads/, "CreateMultipartUpload"],
  [/^POST .*[?&]uploadId=/, "CompleteMultipartUpload"],
  [/^PUT .*[?&]partNumber=/, "UploadPart"],
  [/^DELETE .*[?&]uploadId=/, "AbortMultipartUpload"],
  [/^POST .*[?&]delete/, "DeleteObjects"],
  [/^GET .*[?&]location/, "GetBucketLocation"],
  [/^GET .*[?&]uploads/, "ListMultipartUploads"],
  [/^GET .*[?&]tagging/, "GetObjectTagging"],
  [/^PUT .*[?&]tagging/, "PutObjectTagging"],
  [/^PUT \/[^/]+\/[^?]/, "PutObject"],
  [/^DELETE \/[^/]+\/[^?]/, "DeleteObject"],
  [/^HEAD /, "HeadBucket"],
  [/^GET /, "ListObjects"],
  [/^PUT /, "CreateBucket"],
  [/^DELETE /, "DeleteBucket"],
];

/** Path style, which is all that an endpoint with an IP address knows. */
function ofS3({ method, url }: WireRequest): Said {
  const { pathname, searchParams } = new URL(url, "http://s3");
  const [, bucket = "", ...key] = decodeURIComponent(pathname).split("/");
  const action = s3Actions.find(([pattern]) => pattern.test(`${method} ${url}`))?.[1] ?? `${method}Object`;
  return { action, params: { Bucket: bucket, Key: key.join("/"), ...Object.fromEntries(searchParams) } };
}

const looking = /^(?:Describe|Get|List|Head|Lookup|AssumeRole|Decode)/;

const isMutating = (action: string, params: Params) => !looking.test(action) && params.DryRun !== "true";

/** The values of a numbered list: `numbered(params, "UserId")` are `UserId.1`, `UserId.2` … */
export function numbered(params: Params, name: string): readonly string[] {
  const values: string[] = [];
  for (let at = 1; params[`${name}.${at}`] !== undefined; at += 1) values.push(params[`${name}.${at}`]!);
  return values;
}

/** The members of a numbered list of structures, each with the names below it. */
export function members(params: Params, name: string): readonly Params[] {
  const all = new Map<number, Record<string, string>>();
  for (const [key, value] of Object.entries(params)) {
    const found = new RegExp(`^${name}\\.(\\d+)\\.(.+)$`).exec(key);
    if (found) all.set(Number(found[1]), { ...all.get(Number(found[1])), [found[2]!]: value });
  }
  return [...all].sort(([a], [b]) => a - b).map(([, member]) => member);
}
