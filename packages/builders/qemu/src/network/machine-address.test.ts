import { findAddress } from "./machine-address.js";

const table = `IP address       HW type     Flags       HW address            Mask     Device
192.168.1.1      0x1         0x2         00:11:22:33:44:55     *        eth0
192.168.1.7      0x1         0x0         52:54:00:aa:bb:cc     *        br0
192.168.1.9      0x1         0x2         52:54:00:aa:bb:cc     *        br0
`;

it("is the one that the system has learnt, not one that it still asks for", () => {
  expect(findAddress(table, "52:54:00:aa:bb:cc")).toBe("192.168.1.9");
  expect(findAddress(table, "52:54:00:00:00:00")).toBeUndefined();
});
