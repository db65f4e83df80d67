import { commentText } from "./notes.js";

/** What a section of the result is, for who sees HCL for the first time. */
export const annotations = {
  file: commentText(
    "Made from a JSON template by ingot hcl2_upgrade. Read it through once before it is used: comments stand where something could not be translated one to one. Its blocks may be moved to other files of the same folder whose names end in .pkr.hcl; ingot then takes the folder.",
  ),
  packer: commentText("What this template needs: the version of the language, and plugins."),
  variables: commentText(
    "Variables get their values from -var, -var-file, PKR_VAR_ in the environment, or their defaults.",
  ),
  data: commentText("Data sources read what is needed from outside, before anything is built."),
  locals: commentText("Locals are worked out of variables, data and other locals. They cannot be set from outside."),
  sources: commentText("A source says how a machine is made. Builds refer to it by its two names."),
  build: commentText(
    "A build makes its sources, does its provisioners in this order on each, and hands the result to the post-processors.",
  ),
} as const;
