import { bytesOf, checkDiskSize, qemuImgSize } from "./disk-size.js";

it.each(["1", "40960M", "10G", "512k", "1T", "100b", "5GB"])("%s is a size", (written) => {
  expect(checkDiskSize(written)).toBeUndefined();
});

it.each(["", "0", "0G", "-1", "1.5G", "10 G", "G", "10X", "ten"])("%j is none", (written) => {
  expect(checkDiskSize(written)).toBe(
    `"${written}" is not the size of a disk. Write a number of MiB, or a number with k, M, G or T, such as "10G".`,
  );
});

it("reads plain numbers as MiB, and gives qemu-img what it knows", () => {
  expect(["40960", "10G", "5GB", "100b"].map(qemuImgSize)).toEqual(["40960M", "10G", "5G", "100"]);
});

it("counts bytes", () => {
  expect(["1", "10g", "5GB", "100b", "3k"].map(bytesOf)).toEqual([1 << 20, 10 * 2 ** 30, 5 * 2 ** 30, 100, 3072]);
});
