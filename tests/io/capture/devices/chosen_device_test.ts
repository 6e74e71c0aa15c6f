import { assertEquals } from "@std/assert";
import { chosenDevice } from "../../../../src/io/capture/devices/chosen_device.ts";

const DEVICES = [
  { index: 0, id: "/dev/a", name: "Desk" },
  { index: 1, id: "/dev/b", name: "Desk Two" },
];

Deno.test("a whole name goes before a part of one", () => {
  assertEquals(chosenDevice(DEVICES, "Desk")?.index, 0);
  assertEquals(chosenDevice(DEVICES, "two")?.index, 1);
  assertEquals(chosenDevice(DEVICES, "/dev/b")?.index, 1);
  assertEquals(chosenDevice(DEVICES, "1")?.index, 1);
  for (const wanted of ["desk", "2", "nobody"]) assertEquals(chosenDevice(DEVICES, wanted), undefined, wanted);
});
