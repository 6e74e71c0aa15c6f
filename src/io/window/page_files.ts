import html from "./page/index.html" with { type: "text" };
import css from "./page/page.css" with { type: "text" };
import main from "./page/main.js" with { type: "text" };
import picture from "./page/picture.js" with { type: "text" };
import conversation from "./page/conversation.js" with { type: "text" };
import selfView from "./page/self_view.js" with { type: "text" };
import strings from "./page/strings.js" with { type: "text" };
import plainText from "./page/plain_text.js" with { type: "text" };

/** One file of the page. */
export interface PageFile {
  readonly contentType: string;
  readonly body: string;
}

const script = (body: string): PageFile => ({ contentType: "text/javascript; charset=utf-8", body });

/**
 * The page, by name below the token; "" is the page itself. The files are served as they stand, and being imported
 * they are inside a compiled binary too: there is no build step that could be forgotten.
 */
export const PAGE_FILES: ReadonlyMap<string, PageFile> = new Map([
  ["", { contentType: "text/html; charset=utf-8", body: html }],
  ["page.css", { contentType: "text/css; charset=utf-8", body: css }],
  ["main.js", script(main)],
  ["picture.js", script(picture)],
  ["conversation.js", script(conversation)],
  ["self_view.js", script(selfView)],
  ["strings.js", script(strings)],
  ["plain_text.js", script(plainText)],
]);
