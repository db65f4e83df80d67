export { type BootAction, parseBootCommand } from "./boot/boot-command.js";
export {
  type BootConfig,
  type BootStep,
  bootFields,
  bootSteps,
  checkBoot,
  keyIntervalOf,
} from "./boot/boot-fields.js";
export { type BootProblem, checkBootCommand, type Keyboard } from "./boot/check-boot-command.js";
export { type TypingOptions, typeBootCommand } from "./boot/type-boot-command.js";
export { connectVnc, type VncAddress, type VncClient } from "./rfb/vnc-client.js";
