import { elementsAt, textAt, type XmlElement } from "../xml.js";
import { AwsRefusal, WireRefusal } from "./aws-answer.js";
import { sshPublicKey } from "./ssh-public-key.js";
import { isPending, type Mend, placeOf, type World } from "./world.js";

/** What moto makes at once takes Amazon a while, and whoever has a key pair may log in. */
export const machineMends: Readonly<Record<string, Mend>> = {
  async CreateKeyPair(_call, moto, world) {
    const made = await moto();
    world.authorizeKey(await sshPublicKey(textAt(made, "keyMaterial")!));
    return made;
  },

  async RunInstances({ region }, moto, world) {
    const made = await moto();
    for (const id of elementsAt(made, "instancesSet/item/instanceId"))
      world.pending.set(placeOf(region, String(id)), world.pendingLooks);
    return made;
  },

  /** moto calls a name that it does not know a missing one. */
  async DeleteLaunchTemplate(_call, moto) {
    try {
      return await moto();
    } catch (error) {
      if (!(error instanceof WireRefusal) || !error.message.includes("MissingParameter")) throw error;
      throw new AwsRefusal("InvalidLaunchTemplateName.NotFoundException", "The launch template does not exist.");
    }
  },

  async DescribeInstances({ region }, moto, world) {
    const answer = await moto();
    const reservations = elementsAt(answer, "reservationSet/item").map((each) =>
      withStates(world, region, each as XmlElement),
    );
    return { ...answer, reservationSet: [reservations.length > 0 ? { item: reservations } : ""] };
  },

  async CreateSnapshot({ region }, moto, world) {
    const made = await moto();
    world.pending.set(placeOf(region, textAt(made, "snapshotId")!), world.pendingLooks);
    return made;
  },

  async DescribeSnapshots({ region }, moto, world) {
    const answer = await moto();
    const snapshots = elementsAt(answer, "snapshotSet/item").map((each) => {
      const snapshot = each as XmlElement;
      const pending = isPending(world, placeOf(region, textAt(snapshot, "snapshotId")!));
      return pending ? { ...snapshot, status: ["pending"], progress: ["30%"] } : snapshot;
    });
    return { ...answer, snapshotSet: [snapshots.length > 0 ? { item: snapshots } : ""] };
  },
};

function withStates(world: World, region: string, reservation: XmlElement): XmlElement {
  const instances = elementsAt(reservation, "instancesSet/item").map((each) => {
    const instance = each as XmlElement;
    if (!isPending(world, placeOf(region, textAt(instance, "instanceId")!))) return instance;
    return { ...instance, instanceState: [{ code: ["0"], name: ["pending"] }] };
  });
  return { ...reservation, instancesSet: [{ item: instances }] };
}
