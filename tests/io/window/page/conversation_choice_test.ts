import { assertEquals } from "@std/assert";
import { ConversationChoice } from "../../../../src/io/window/page/conversation_choice.js";

function choiceAfter(...steps: ((choice: ConversationChoice) => void)[]) {
  const choice = new ConversationChoice();
  return steps.map((step) => {
    step(choice);
    return choice.shown;
  });
}

const line = (choice: ConversationChoice) => choice.lineCame();
const open = (choice: ConversationChoice) => choice.choose(true);
const close = (choice: ConversationChoice) => choice.choose(false);
const call = (choice: ConversationChoice) => choice.callBegan();
const keep = (kept: boolean | undefined) => (choice: ConversationChoice) => choice.keep(kept);

Deno.test("the conversation opens with the first line, unless the person has closed it", () => {
  assertEquals(choiceAfter(keep(undefined), call, line, line), [false, false, true, true]);
  assertEquals(choiceAfter(line, close, line, call), [true, false, false, false]);
  assertEquals(choiceAfter(open, close, line), [true, false, false]);
  assertEquals(choiceAfter(close, line, open, line), [false, false, true, true]);
});

Deno.test("what was open in an earlier call opens in the next; what was closed in this one stays so after a reload", () => {
  assertEquals(choiceAfter(keep(true), call), [false, true]);
  assertEquals(choiceAfter(keep(true), close, call, line), [false, false, false, false]);
  assertEquals(choiceAfter(keep(false), call, line), [false, false, false]);
});
