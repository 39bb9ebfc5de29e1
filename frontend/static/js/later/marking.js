/** How words are marked in a box of text: the same signs that one can type. What is done here can be undone there. */

/** Put `text` where `start` to `end` stands, and select `from` to `to` of it. */
export function put(field, start, end, text, from = text.length, to = from) {
  field.focus();
  field.setSelectionRange(start, end);
  const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
  if (!done && field.value.slice(start, start + text.length) !== text) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  field.setSelectionRange(start + from, start + to);
}

/** Around the selection without the spaces at its ends; a second time takes the signs away. */
function around(field, sign) {
  const { value } = field;
  let { selectionStart: start, selectionEnd: end } = field;
  while (start < end && /\s/.test(value[start])) start += 1;
  while (end > start && /\s/.test(value[end - 1])) end -= 1;
  const words = value.slice(start, end);
  const n = sign.length;
  if (value.slice(start - n, start) === sign && value.slice(end, end + n) === sign) put(field, start - n, end + n, words, 0, words.length);
  else put(field, start, end, sign + words + sign, n, n + words.length);
}

/** Before every line of the selection; a second time takes it away. */
function before(field, sign) {
  const { value } = field;
  const start = value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const stop = value.indexOf("\n", field.selectionEnd);
  const end = stop < 0 ? value.length : stop;
  const lines = value.slice(start, end).split("\n");
  const off = lines.every((line) => line.startsWith(sign));
  const text = lines.map((line) => (off ? line.slice(sign.length) : sign + line)).join("\n");
  put(field, start, end, text, lines.length > 1 ? 0 : text.length, text.length);
}

function link(field) {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const words = value.slice(start, end);
  if (/^https?:\/\/\S+$/.test(words)) put(field, start, end, `[](${words})`, 1);
  else put(field, start, end, `[${words}](https://)`, words ? words.length + 3 : 1, words ? words.length + 11 : 1);
}

function code(field) {
  const { value, selectionStart: start, selectionEnd: end } = field;
  const words = value.slice(start, end);
  if (words.includes("\n")) put(field, start, end, `\`\`\`\n${words}\n\`\`\``, 4, 4 + words.length);
  else around(field, "`");
}

export const MARKS = {
  bold: (field) => around(field, "**"),
  italic: (field) => around(field, "*"),
  link,
  list: (field) => before(field, "- "),
  quote: (field) => before(field, "> "),
  code,
};
