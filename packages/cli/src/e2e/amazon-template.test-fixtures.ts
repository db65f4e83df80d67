import { motoImages } from "@ingot/testing";

/** What a template has otherwise than most. */
export interface Otherwise {
  /** Default: amazon-ebs. */
  readonly type?: string;
  /** Of what image, and of which type the instance is. */
  readonly machine?: string;
  /** What is done with it. Default: a shell says hello. */
  readonly steps?: string;
}

/** A template of one build, with these arguments and blocks, and the way to the server at `port` that stands for its instance. */
export const template = (
  port: number,
  fields: string,
  {
    type = "amazon-ebs",
    machine = `source_ami = "${motoImages.ubuntu}"\n  instance_type = "t2.micro"`,
    steps = 'provisioner "shell" { inline = ["echo hello"] }',
  }: Otherwise = {},
): string => `
source "${type}" "x" {
  region       = "us-east-1"
  ssh_username = "root"
  ssh_host     = "127.0.0.1"
  ssh_port     = ${port}
  ${machine}
  ${fields}
}
build {
  sources = ["source.${type}.x"]
  ${steps}
}
`;
