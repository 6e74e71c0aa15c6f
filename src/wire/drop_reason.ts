/** Why something did not reach the screen or the conversation. Every reason is counted; none ends a call. */
export const DROP_REASONS = {
  // From the network, any wire.
  stranger: "sent by somebody who is not in the call",
  kernel_overflow: "the operating system's receive buffer was full",
  too_many_streams: "too many unanswered connections at the same time",
  stream_idle: "a connection that was never part of a call",
  not_jpeg: "not a JPEG picture",
  jpeg_truncated: "a JPEG picture that ends too early",
  jpeg_too_large: "a picture with a side of more than 4096 pixels, which is not shown",
  picture_malformed: "not a valid VP8, VP9 or AV1 picture",
  picture_truncated: "a VP8, VP9 or AV1 picture that ends too early",
  picture_too_large: "a VP8, VP9 or AV1 picture with a side of more than 4096 pixels, which is not shown",
  text_too_long: "a text longer than the limit",
  text_truncated: "a text that ended too early",
  text_not_utf8: "a text that is not Unicode",
  // From the network, plain wire.
  wrong_channel: "text on the channel of the other direction",
  datagram_empty: "an empty datagram",
  not_base64: "not standard base64",
  pickle_unsafe: "a pickle that is not just a string",
  sealed_caller: "a caller that speaks the sealed wire; to serve it, start with --wire sealed",
  // From the network, sealed wire.
  packet_forged: "a packet that was not sealed by the peer",
  packet_replayed: "a packet that had already arrived",
  packet_malformed: "a sealed packet with contents that this version does not know",
  handshake_malformed: "an invalid handshake message",
  handshake_refused: "a caller that does not know the secret",
  handshake_flood: "more callers than can be answered at the same time",
  plain_caller: "a caller that speaks the plain wire; to serve it, start with --wire plain",
  unit_incomplete: "a picture whose packets did not all come in time",
  repair_refused: "a picture that would take too long to repair, so its parts are requested again",
  reference_missing: "a picture that refers to one that was dropped",
  track_unknown: "a camera, screen or microphone that was not announced, or more of them than a call may have",
  sound_flood: "more packets of sound than a microphone makes",
  // On the way out.
  track_refused: "the peer, or the wire, accepts only one camera",
  codec_refused: "the peer, or the wire, does not decode it",
  link_interrupted: "the link to the peer is interrupted",
  no_peer: "nobody to send to",
  frame_too_large: "a picture larger than the wire carries",
  superseded: "a newer picture was ready first",
  too_late: "a picture that waited too long for the link",
  camera_broken: "a broken or incomplete picture from the camera",
  camera_off: "the camera was turned off first",
  send_failed: "the operating system refused to send it",
  // At the display.
  display_busy: "a newer picture arrived before the display could draw it",
  undecodable: "the display could not decode the picture",
  // At the loudspeaker.
  sound_malformed: "not a valid Opus frame of sound",
  sound_truncated: "an Opus frame of sound that ends too early",
  sound_too_long: "an Opus frame of sound of more than 60 ms or 1275 bytes",
  sound_late: "sound that came after its time, so that something else was heard instead",
  sound_skipped: "sound that was left out to catch up, as after an interruption of the link",
  sound_stray: "sound that does not follow what came before it",
  // Either way.
  call_ended: "the call ended first",
} as const;

export type DropReason = keyof typeof DROP_REASONS;
