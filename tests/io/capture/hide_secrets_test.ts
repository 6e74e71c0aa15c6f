import { assert, assertEquals } from "@std/assert";
import { hideSecrets, shownCamera } from "../../../src/io/capture/hide_secrets.ts";

Deno.test("a camera's address is shown without user name and password", () => {
  const shown: readonly (readonly [camera: string, shown: string])[] = [
    ["rtsp://admin:s3cret@127.0.0.1:9/stream1", "rtsp://***@127.0.0.1:9/stream1"],
    ["RTSPS://admin:p%40ss%2Fword@cam.local/", "RTSPS://***@cam.local/"],
    ["http://admin:p@ss/w?rd#1@[fd99::2]:80/video", "http://***@[fd99::2]:80/video"],
    ["https://token123@cam/video", "https://***@cam/video"],
    ["rtsp://admin:my pass'word@cam/1", "rtsp://***@cam/1"],
    ["rtmp://:only@cam/live", "rtmp://***@cam/live"],
    ["http://cam/videostream.cgi?usr=admin&pwd=hunter22&rate=0", "http://cam/videostream.cgi?usr=***&pwd=***&rate=0"],
    ["srt://cam:9000?passphrase=longenough&mode=caller", "srt://cam:9000?passphrase=***&mode=caller"],
    ["https://cam/live.m3u8?access_token=abc.def", "https://cam/live.m3u8?access_token=***"],
    ["rtsp://cam:554/user=admin_password=tlJwpbo6_channel=1.sdp", "rtsp://cam:554/user=***"],
    ["admin:s3cret@cam/stream", "***@cam/stream"],
    ["rtsp:/admin:s3cret@cam/stream", "***@cam/stream"],
    ["rtsp://127.0.0.1:9/stream1?resolution=640x480", "rtsp://127.0.0.1:9/stream1?resolution=640x480"],
    ["/dev/video0", "/dev/video0"],
    ["C:\\films\\me@home.mp4", "C:\\films\\me@home.mp4"],
    ["Capture: HD", "Capture: HD"],
  ];
  for (const [camera, expected] of shown) {
    assertEquals(shownCamera(camera), expected);
    assertEquals(shownCamera(expected), expected, "twice is once");
  }
});

Deno.test("no part of a secret is left in ffmpeg's messages, however it is written there", () => {
  const camera = "rtsp://admin:p%40ss w'rd9@127.0.0.1:9/stream1?token=abcd1234";
  const said = [
    `${camera}: Connection refused`,
    "[rtsp @ 0x5] rtsp://admin:p%40ss w'rd9@127.0.0.1:9 refused",
    "[rtsp @ 0x5] password p@ss w'rd9, or p%40ss%20w'rd9",
    `[rtsp @ 0x5] Authorization: Basic ${btoa("admin:p@ss w'rd9")}`,
    "[http @ 0x5] token=abcd1234",
    "Opening 'http://other:pass5678@cam/segment.ts' for reading",
  ];
  for (const line of said) {
    const shown = hideSecrets(line, camera);
    for (const secret of ["ss w'rd9", "w'rd9", btoa("admin:p@ss"), "abcd1234", "pass5678"]) {
      assert(!shown.includes(secret), shown);
    }
  }
  assertEquals(hideSecrets(said[0], camera), "rtsp://***@127.0.0.1:9/stream1?token=***: Connection refused");
});

Deno.test("text without a secret is unchanged", () => {
  for (
    const text of [
      "no camera found",
      "camera HD: is in use; fuser -v /dev/video0 names it",
      "a@b: c",
      "100% of 1/2",
      "",
    ]
  ) {
    assertEquals(hideSecrets(text), text);
    assertEquals(hideSecrets(text, "0"), text);
  }
  assertEquals(hideSecrets("rtsp://%zz@cam: no", "rtsp://%zz:%zzzz@cam"), "rtsp://***@cam: no");
});
