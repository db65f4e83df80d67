import { formatNumber, type NumberContent } from "@ingot/hcl";

/**
 * A number as Packer shows it: whole ones of 64 bits with all their digits, others as Go's `%v` writes a float. Where that would
 * lose digits of a whole number, all of them are kept, unlike Packer.
 */
export function numberText(content: NumberContent): string {
  if (typeof content === "number") return String(content);
  if (content.isInteger() && content.abs().lte(largestInteger)) return formatNumber(content);
  const float = content.toNumber();
  const isLost = !Number.isFinite(float) || float === 0 || (content.isInteger() && !content.eq(float));
  return isLost ? formatNumber(content) : floatText(float);
}

const largestInteger = "9223372036854775807";

/** Go has an exponent of two digits at least, and from 10^6 on, or below 10^-4. */
function floatText(float: number): string {
  const [digits, exponent] = float.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(float);
  return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
