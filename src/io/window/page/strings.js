/** All texts of the page. @typedef {typeof strings} Strings */

/** In English, like the terminal. `{n}` stands for a number, `{text}` for another text. */
export const strings = {
  server: "vchat server",
  client: "vchat client",

  // States.
  waiting: "Waiting for a caller",
  calling: "Calling",
  needs_code: "A code is needed",
  in_call: "In call",
  reconnecting: "Connection lost, trying again",
  ended: "The call has ended",
  ended_hung_up: "You have left",
  ended_peer_left: "The other side has left",
  ended_peer_silent: "The other side cannot be reached any more",
  ended_busy: "The other side is in a call with somebody else",
  ended_refused: "The other side refused the call",
  lost: "vchat has ended",
  replaced: "The call is now shown in another window",
  sealed: "encrypted",
  not_sealed: "not encrypted",

  // The picture.
  no_picture: "No picture yet",
  picture_missing: "No picture from the other side",
  peer_camera_off: "The other side's camera is off",
  remote_picture: "Picture of the other side",
  local_picture: "Your own picture. The arrow keys move it to another corner",
  camera_is_off: "Your camera is off",
  camera_has_failed: "Your camera gives no picture",

  // How this server can be called.
  invite_code: "Code for your caller",
  invite_address: "Your address",
  invite_command: "Command for your caller",
  invite_link: "Link for your caller",
  copy: "Copy",
  copied: "Copied",
  not_copied: "Not copied",
  copy_what: "Copy: {text}",

  // The code.
  code: "Code",
  code_help: "Three words that the other side shows or tells you, such as apple-river-stone",
  code_enter: "Call",

  // Controls.
  controls: "Controls",
  camera_on: "Turn your camera on",
  camera_off: "Turn your camera off",
  choose_camera: "Choose a camera",
  cameras: "Cameras",
  cameras_wanted: "Looking for cameras",
  cameras_none: "No camera was found",
  share_screen: "Share screen",
  test_picture: "Test picture",
  no_camera: "No camera",
  snapshot: "Take a picture of the other side",
  saved: "Picture saved as {text}",
  not_saved: "The picture was not saved: {text}",
  self_hide: "Hide your own picture",
  self_show: "Show your own picture",
  full_screen: "Full screen",
  full_screen_end: "Leave full screen",
  picture_in_picture: "Picture in picture",
  conversation_hide: "Hide the conversation",
  conversation_show: "Show the conversation",
  leave: "Leave",

  // The shortcuts.
  help: "Keyboard shortcuts",
  shortcuts: "Single letters are shortcuts",
  shortcuts_why: "If this is off, a letter typed or spoken by mistake does nothing.",
  key_camera: "Your camera on or off",
  key_self: "Your own picture shown or hidden",
  key_conversation: "Conversation shown or hidden",
  key_help: "These shortcuts",
  key_enter: "Enter",
  key_shift_enter: "Shift+Enter",
  key_escape: "Esc",
  key_arrows: "Arrow keys",
  does_enter: "Send the message",
  does_shift_enter: "Start a new line",
  does_escape: "Leave the message, close an open panel",
  does_arrows: "Move your own picture, if it has the focus",

  // How good the call is.
  quality: "Connection: {text}",
  quality_good: "good",
  quality_fair: "fair",
  quality_poor: "poor",
  figures: "Figures of the call",
  figures_span: "Over the last two minutes",
  close: "Close",
  received_fps: "Pictures received",
  sent_fps: "Pictures sent",
  delay: "Delay, their camera to your screen",
  jitter: "Jitter",
  loss: "Loss",
  received_kbps: "Received",
  sent_kbps: "Sent",
  round_trip: "Round trip",
  unit_fps: "{n} per second",
  unit_ms: "{n} ms",
  unit_percent: "{n} %",
  unit_kbps: "{n} kbit/s",
  not_measured: "not measured",
  drops: "Not shown or not sent, by reason",
  drops_in: "receiving",
  drops_out: "sending",
  drops_none: "Nothing",

  // Why something was not shown or not sent: a text for each drop reason of the wire.
  drop_stranger: "From somebody outside the call",
  drop_kernel_overflow: "This computer's receive buffer was full",
  drop_too_many_streams: "Too many connections at once",
  drop_stream_idle: "A connection that was never part of a call",
  drop_not_jpeg: "Not a picture",
  drop_jpeg_truncated: "A picture cut short",
  drop_jpeg_too_large: "A picture with too many pixels",
  drop_picture_malformed: "Not a frame of video",
  drop_picture_truncated: "A frame of video cut short",
  drop_picture_too_large: "A frame of video with too many pixels",
  drop_text_too_long: "A text that is too long",
  drop_text_truncated: "A text cut short",
  drop_text_not_utf8: "A text that is not Unicode",
  drop_wrong_channel: "A text on the wrong channel",
  drop_datagram_empty: "An empty packet",
  drop_not_base64: "A packet that is not base64",
  drop_pickle_unsafe: "A message that is not only text",
  drop_packet_forged: "A packet that the other side did not encrypt",
  drop_packet_replayed: "A packet that had already arrived",
  drop_packet_malformed: "A packet with unknown contents",
  drop_handshake_malformed: "An invalid attempt to call",
  drop_handshake_refused: "A caller without the right code",
  drop_handshake_flood: "Too many callers at once",
  drop_plain_caller: "A caller that does not encrypt",
  drop_sealed_caller: "A caller that encrypts",
  drop_unit_incomplete: "A picture with parts that came too late or never",
  drop_repair_refused: "A picture that took too long to repair, so its parts were requested again",
  drop_reference_missing: "A picture that refers to one that was dropped",
  drop_track_unknown: "A camera, screen or microphone that was not announced",
  drop_track_refused: "The other side accepts only one camera",
  drop_codec_refused: "The other side cannot decode it",
  drop_link_interrupted: "The connection was interrupted",
  drop_no_peer: "Nobody to send to",
  drop_frame_too_large: "A picture too large to send",
  drop_superseded: "A newer picture was ready first",
  drop_too_late: "Waited too long for the link",
  drop_camera_broken: "A broken or incomplete picture from the camera",
  drop_camera_off: "The camera was turned off first",
  drop_send_failed: "The system refused to send it",
  drop_display_busy: "A newer picture came before this one was drawn",
  drop_undecodable: "A picture that cannot be decoded",
  drop_call_ended: "The call ended first",
  drop_other: "Another reason",

  // The conversation.
  conversation: "Conversation",
  no_lines: "Nothing written yet",
  write: "Write a message",
  send: "Send",
  keys: "Enter sends, Shift+Enter starts a new line",
  you: "You",
  delivery_waiting: "waiting",
  delivery_sent: "sent",
  delivery_delivered: "delivered",
  delivery_lost: "not sent",
  show_more: "Show more ({n} characters left)",
  left_out: "{n} more characters were left out",
  unseen: "New",
  unseen_count: "{n} new",
};

/**
 * @param {string} pattern with `{n}` where the number goes
 * @param {number} n
 */
export function withNumber(pattern, n) {
  return pattern.replace("{n}", String(n));
}

/**
 * @param {string} pattern with `{text}` where the text goes
 * @param {string} text
 */
export function withText(pattern, text) {
  return pattern.replace("{text}", () => text);
}
