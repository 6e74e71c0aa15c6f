/** Vectors: draft-irtf-cfrg-cpace-21, appendix B.3 (ristretto255, SHA-512). */
import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import {
  CPaceRun,
  generatorPoint,
  generatorString,
  prependLength,
  scalarFromBytes,
  scalarMultVerify,
} from "../../../../src/wire/sealed/handshake/cpace.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));
const toHex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("hex");

const PRS = Buffer.from("Password");
const CI = hex("0b415f696e69746961746f720b425f726573706f6e646572");
const SID = hex("7e4b4791d6a8ef019b936c79fb7f2c57");
const YA_SCALAR = hex("da3d23700a9e5699258aef94dc060dfda5ebb61f02a5ea77fad53f4ff0976d08");
const YB_SCALAR = hex("d2316b454718c35362d83d69df6320f38578ed5984651435e2949762d900b80d");
const YA = "d6bac480f2c386c394efc7c47adb9925dcd2630b64f240c50f8d0eec482b9157";
const YB = "3ea7e0b19560d7c0b0f5734f63b955286dfa8232b5ebe63324e2d9e7433f7258";
const K = "80b69a8a76457ab6a4d7f887a4bf6b55a2f80ac19c333f917a05fc9887c8b40f";
const ISK = "b69effbf61b51d56401c0f65601abe428de8206feaaf0e32198896dcae7b35cd2b38950a39dfd5d4a79164614c2984f7" +
  "daa460b588c1e80c3fa2068af7900447";

Deno.test("the generator matches the draft (B.3.1)", () => {
  assertEquals(generatorString(PRS, CI, SID).length, 170);
  assertEquals(
    toHex(generatorPoint(PRS, CI, SID).toBytes()),
    "222b6b195fe84b1652badb6f6a3ae3d24341e7306967f0b8115b40d5698c7e56",
  );
});

Deno.test("shares, secret point and session key match the draft (B.3.2 to B.3.5)", () => {
  const a = new CPaceRun(PRS, CI, SID, YA_SCALAR), b = new CPaceRun(PRS, CI, SID, YB_SCALAR);
  assertEquals(toHex(a.share), YA);
  assertEquals(toHex(b.share), YB);
  assertEquals(toHex(scalarMultVerify(scalarFromBytes(YA_SCALAR), hex(YB))), K);
  assertEquals(toHex(scalarMultVerify(scalarFromBytes(YB_SCALAR), hex(YA))), K);
  const exchanged = {
    initiatorShare: a.share,
    initiatorData: Buffer.from("ADa"),
    responderShare: b.share,
    responderData: Buffer.from("ADb"),
  };
  assertEquals(toHex(a.finish(b.share, exchanged)), ISK);
  assertEquals(toHex(b.finish(a.share, exchanged)), ISK);
});

Deno.test("scalar multiplication accepts the draft's valid case (B.3.10) and refuses the invalid ones (B.3.11)", () => {
  const s = scalarFromBytes(hex("7cd0e075fa7955ba52c02759a6c90dbbfc10e6d40aea8d283e407d88cf538a05"));
  const x = "2c3c6b8c4f3800e7aef6864025b4ed79bd599117e427c41bd47d93d654b4a51c";
  assertEquals(
    toHex(scalarMultVerify(s, hex(x))),
    "7c13645fe790a468f62c39beb7388e541d8405d1ade69d1778c5fe3e7f6b600e",
  );
  assertEquals(scalarMultVerify(s, hex(x.replace("2c", "2b"))), undefined);
  assertEquals(scalarMultVerify(s, new Uint8Array(32)), undefined);
  const run = new CPaceRun(PRS, CI, SID, YA_SCALAR);
  const exchanged = { initiatorShare: run.share, initiatorData: CI, responderShare: CI, responderData: CI };
  assertEquals(run.finish(new Uint8Array(32), exchanged), undefined);
});

Deno.test("lengths are LEB128", () => {
  assertEquals(toHex(prependLength(Buffer.from("1234"))), "0431323334");
  assertEquals(toHex(prependLength(new Uint8Array(128)).subarray(0, 3)), "800100");
  assertEquals(toHex(prependLength(new Uint8Array(127)).subarray(0, 2)), "7f00");
});
