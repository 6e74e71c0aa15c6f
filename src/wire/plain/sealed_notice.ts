import { SEALED_NOTICE } from "../wire_mismatch.ts";
import { encodeTextRecord } from "./text_record.ts";

/** A sealed server's answer to a plain caller's connection. */
export function sealedNoticeRecord(): Uint8Array {
  return encodeTextRecord(SEALED_NOTICE)!;
}
