import { say } from "../lib/words.js";

const IMAGE = /^image\//;
const MOST = 4;

/** The pictures of a composer: chosen, pasted or dropped, seen before they are sent, each with its own words, in any order. */
class Pictures {
  constructor(details) {
    this.form = details.closest("form");
    this.input = details.querySelector("input[type=file]");
    this.list = this.form.querySelector("[data-pictures]");
    this.made = details.querySelector("template");
    details.dataset.scripted = "";
    details.open = false;
    // One field takes them all from here on; the words stand beside each picture.
    for (const row of [...details.querySelectorAll("[data-row]")].slice(1)) row.remove();
    details.querySelector("input[name=alt]").remove();
    details.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      this.input.click();
    });
    this.listen();
    this.add([...this.input.files]);
  }

  listen() {
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    this.form.addEventListener("reset", () => setTimeout(() => this.clear()));
    this.form.addEventListener("paste", (event) => this.take(event, event.clipboardData));
    this.form.addEventListener("dragover", (event) => this.over(event));
    for (const end of ["dragleave", "drop"]) this.form.addEventListener(end, () => delete this.form.dataset.over);
    this.form.addEventListener("drop", (event) => this.take(event, event.dataTransfer));
    this.list.addEventListener("click", (event) => this.press(event.target.closest("button")));
  }

  get rows() {
    return [...this.list.children];
  }

  over(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.form.dataset.over = "";
  }

  /** Take the pictures out of what was pasted or dropped; words go where they always go. */
  take(event, from) {
    const files = [...(from?.files ?? [])].filter((one) => IMAGE.test(one.type));
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  add(files) {
    const room = MOST - this.rows.length - this.form.querySelectorAll("[data-there]:not(:has(:checked))").length;
    const rows = files.slice(0, room).map((file) => this.row(file));
    this.list.append(...rows);
    this.settle();
    if (files.length > room) this.form.closest("send-form")?.complain(say("At most {n} pictures.", { n: MOST }));
    rows[0]?.querySelector("input").focus();
  }

  row(file) {
    const row = this.made.content.firstElementChild.cloneNode(true);
    row.file = file;
    const image = row.querySelector("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    return row;
  }

  /** What will be sent is what is seen: the same files in the same order. */
  settle() {
    const all = new DataTransfer();
    for (const row of this.rows) all.items.add(row.file);
    this.input.files = all.files;
    this.list.hidden = !this.rows.length;
    for (const [n, row] of this.rows.entries()) {
      row.querySelector("[data-earlier]").disabled = n === 0;
      row.querySelector("[data-further]").disabled = n === this.rows.length - 1;
    }
  }

  press(button) {
    const row = button?.closest("li");
    if (!row) return;
    if (button.matches("[data-remove]")) this.drop(row);
    else if (button.matches("[data-earlier]")) row.previousElementSibling?.before(row);
    else row.nextElementSibling?.after(row);
    this.settle();
    if (row.isConnected) (button.disabled ? row.querySelector("input") : button).focus();
    else (this.list.querySelector("input") ?? this.form.querySelector("textarea")).focus();
  }

  drop(row) {
    URL.revokeObjectURL(row.querySelector("img").src);
    row.remove();
  }

  clear() {
    for (const row of this.rows) this.drop(row);
    this.settle();
  }
}

export function startPictures() {
  for (const details of document.querySelectorAll("details.composer-picture")) new Pictures(details);
}
