/** The tag of what a run makes at Amazon: `ingot clean` destroys nothing without it. */
export const runTagKey = "ingot:run";
