/** Every word of the page, by language. @typedef {typeof en} Strings */

const en = {
  server: "vchat server",
  client: "vchat client",
  waiting: "Waiting for a caller",
  calling: "Calling",
  needs_code: "A code is needed",
  write_code: "Type the code that the server shows",
  tell_code: "Tell your caller this code",
  in_call: "In call",
  reconnecting: "Connection lost, trying again",
  ended: "The call has ended",
  lost: "vchat has ended",
  replaced: "The call is shown in another window now",
  no_picture: "No picture yet",
  sealed: "encrypted",
  received_rate: "\u2193 {n} fps",
  received_rate_name: "Receiving {n} frames a second",
  sent_rate: "\u2191 {n} fps",
  sent_rate_name: "Sending {n} frames a second",
  remote_picture: "Picture of the other side",
  local_picture: "Your own picture, mirrored",
  conversation: "Conversation",
  no_lines: "Nothing written yet",
  write: "Write a message",
  send: "Send",
  keys: "Enter sends \u00b7 Shift+Enter new line \u00b7 Esc, then q leaves",
  you: "You",
  delivery_waiting: "waiting",
  delivery_sent: "sent",
  delivery_delivered: "delivered",
  delivery_lost: "not sent",
  show_all: "Show all {n} characters",
};

/** @type {Strings} */
const de = {
  server: "vchat-Server",
  client: "vchat-Client",
  waiting: "Warte auf einen Anruf",
  calling: "Rufe an",
  needs_code: "Ein Code wird gebraucht",
  write_code: "Den Code eingeben, den der Server zeigt",
  tell_code: "Diesen Code dem Anrufer sagen",
  in_call: "Im Gespräch",
  reconnecting: "Verbindung verloren, neuer Versuch",
  ended: "Das Gespräch ist beendet",
  lost: "vchat ist beendet",
  replaced: "Das Gespräch ist jetzt in einem anderen Fenster",
  no_picture: "Noch kein Bild",
  sealed: "verschlüsselt",
  received_rate: "\u2193 {n} fps",
  received_rate_name: "Empfange {n} Bilder pro Sekunde",
  sent_rate: "\u2191 {n} fps",
  sent_rate_name: "Sende {n} Bilder pro Sekunde",
  remote_picture: "Bild der Gegenseite",
  local_picture: "Eigenes Bild, gespiegelt",
  conversation: "Unterhaltung",
  no_lines: "Noch nichts geschrieben",
  write: "Nachricht schreiben",
  send: "Senden",
  keys: "Eingabe sendet \u00b7 Umschalt+Eingabe neue Zeile \u00b7 Esc, dann q beendet",
  you: "Du",
  delivery_waiting: "wartet",
  delivery_sent: "gesendet",
  delivery_delivered: "zugestellt",
  delivery_lost: "nicht gesendet",
  show_all: "Alle {n} Zeichen zeigen",
};

/** @type {Strings} */
const zh = {
  server: "vchat 服务端",
  client: "vchat 客户端",
  waiting: "等待来电",
  calling: "正在呼叫",
  needs_code: "需要验证码",
  write_code: "输入服务端显示的验证码",
  tell_code: "请把此验证码告诉来电者",
  in_call: "通话中",
  reconnecting: "连接中断，正在重试",
  ended: "通话已结束",
  lost: "vchat 已退出",
  replaced: "通话已在另一个窗口中显示",
  no_picture: "暂无画面",
  sealed: "已加密",
  received_rate: "\u2193 {n} 帧/秒",
  received_rate_name: "每秒接收 {n} 帧",
  sent_rate: "\u2191 {n} 帧/秒",
  sent_rate_name: "每秒发送 {n} 帧",
  remote_picture: "对方的画面",
  local_picture: "自己的画面（镜像）",
  conversation: "对话",
  no_lines: "还没有消息",
  write: "输入消息",
  send: "发送",
  keys: "回车发送 \u00b7 Shift+回车换行 \u00b7 先按 Esc 再按 q 离开",
  you: "我",
  delivery_waiting: "等待中",
  delivery_sent: "已发送",
  delivery_delivered: "已送达",
  delivery_lost: "未发送",
  show_all: "显示全部 {n} 个字符",
};

/** @type {Strings} */
const es = {
  server: "Servidor vchat",
  client: "Cliente vchat",
  waiting: "Esperando una llamada",
  calling: "Llamando",
  needs_code: "Se necesita un código",
  write_code: "Escribe el código que muestra el servidor",
  tell_code: "Di este código a quien te llame",
  in_call: "En llamada",
  reconnecting: "Conexión perdida, reintentando",
  ended: "La llamada ha terminado",
  lost: "vchat ha terminado",
  replaced: "La llamada se muestra ahora en otra ventana",
  no_picture: "Aún no hay imagen",
  sealed: "cifrado",
  received_rate: "\u2193 {n} fps",
  received_rate_name: "Recibiendo {n} imágenes por segundo",
  sent_rate: "\u2191 {n} fps",
  sent_rate_name: "Enviando {n} imágenes por segundo",
  remote_picture: "Imagen del otro lado",
  local_picture: "Tu imagen, reflejada",
  conversation: "Conversación",
  no_lines: "Aún no hay mensajes",
  write: "Escribe un mensaje",
  send: "Enviar",
  keys: "Intro envía \u00b7 Mayús+Intro nueva línea \u00b7 Esc y luego q para salir",
  you: "Tú",
  delivery_waiting: "en espera",
  delivery_sent: "enviado",
  delivery_delivered: "entregado",
  delivery_lost: "no enviado",
  show_all: "Mostrar los {n} caracteres",
};

/** @type {Record<string, Strings>} */
export const LANGUAGES = { en, de, zh, es };

/**
 * The first of the person's languages that there is, or English.
 * @param {readonly string[]} wanted BCP 47 tags, best first
 * @returns {{ language: string, strings: Strings }}
 */
export function chooseStrings(wanted) {
  const language = wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((code) => code in LANGUAGES) ?? "en";
  return { language, strings: LANGUAGES[language] };
}

/**
 * @param {string} pattern with `{n}` where the number goes
 * @param {number} n
 */
export function withNumber(pattern, n) {
  return pattern.replace("{n}", String(n));
}
