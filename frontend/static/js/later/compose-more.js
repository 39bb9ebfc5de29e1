const SHOWN = 2;

/** The quiet row of a composer: answers appear as they are needed, and sending folds it away. */
export class More {
  constructor(details) {
    this.details = details;
    this.form = details.closest("form");
    this.answers = [...details.querySelectorAll("[data-choice]")];
    this.add = details.querySelector("[data-add]");
    this.later = details.querySelector("[data-later]");
    this.button = this.form.querySelector("button:not([type=button], [name])");
    this.words = this.button.textContent;
    this.listen();
    this.fold(Math.max(SHOWN, this.answers.findLastIndex((answer) => answer.value) + 1));
    this.name();
  }

  listen() {
    this.add.addEventListener("click", () => {
      this.fold(this.shown + 1);
      this.answers[this.shown - 1].focus();
    });
    this.later.addEventListener("input", () => this.name());
    this.form.addEventListener("reset", () => setTimeout(() => this.clear()));
  }

  /** So many answers are asked for. */
  fold(shown) {
    this.shown = Math.min(shown, this.answers.length);
    for (const [n, answer] of this.answers.entries()) answer.toggleAttribute("data-shown", n < this.shown);
    this.add.hidden = this.shown === this.answers.length;
  }

  /** The button says what it does. */
  name() {
    this.button.textContent = this.later.value ? this.later.dataset.later : this.words;
  }

  clear() {
    this.fold(SHOWN);
    this.name();
    for (const open of this.details.querySelectorAll("details[open]")) open.open = false;
    this.details.open = false;
  }
}
