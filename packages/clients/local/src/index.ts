export { isFree, type PortRange, type ReservedPort, reservePort } from "./free-port.js";
export {
  collectTail,
  explainStart,
  type ProgramEnd,
  programIntent,
  runProgram,
  spawnMarked,
} from "./marked-program.js";
