import { assert, assertEquals } from "@std/assert";
import { fc } from "../../fake/fc.ts";
import { serviceLabel } from "../../../src/io/discovery/own_service.ts";

Deno.test("a name is one DNS label, and looks as requested", () => {
  assertEquals(serviceLabel("Anna's laptop"), "Anna's laptop");
  assertEquals(serviceLabel("Anna M. Smith"), "Anna M\u2024 Smith");
  assertEquals(serviceLabel("Büro 你好"), "Büro 你好");
  assertEquals(serviceLabel("a\x1b[31m\n\u202eb"), "a [31m b");
  assertEquals(serviceLabel(" \n "), "vchat");
  assertEquals(serviceLabel("."), "\u2024");
});

Deno.test("the other choices have a number", () => {
  assertEquals(serviceLabel("Anna", 2), "Anna (2)");
  assertEquals(serviceLabel("x".repeat(100), 12), "x".repeat(58) + " (12)");
});

Deno.test("for any name, the label is from 1 to 63 bytes, without a dot or a control character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), fc.integer({ min: 1, max: 9999 }), (wanted, n) => {
      const label = serviceLabel(wanted, n);
      const { length } = new TextEncoder().encode(label);
      assert(length >= 1 && length <= 63, label);
      assert(!label.includes(".") && !/\p{Cc}/u.test(label) && label.isWellFormed());
    }),
  );
});
