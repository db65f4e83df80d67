import { type Consumer, installConsumer, publishedPackages } from "./consumer.test-fixtures.js";

/** A project that has installed the language alone, as it is published. */
export function installLanguage(): Consumer {
  return installConsumer(publishedPackages().filter(({ manifest }) => manifest.name === "@ingot/hcl"));
}
