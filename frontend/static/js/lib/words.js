/** The sentences the browser itself says. English is the source; the page's language chooses. */
const DUTCH = {
  "{n} new post": "{n} nieuw bericht",
  "{n} new posts": "{n} nieuwe berichten",
  "{n} new comment": "{n} nieuwe reactie",
  "{n} new comments": "{n} nieuwe reacties",
  "{n} new line": "{n} nieuwe regel",
  "{n} new lines": "{n} nieuwe regels",
  "{n} new question": "{n} nieuwe vraag",
  "{n} new questions": "{n} nieuwe vragen",
  "It begins now": "Het begint nu",
  "Begins in {time}": "Begint over {time}",
  "{n} new notification": "{n} nieuwe melding",
  "{n} new notifications": "{n} nieuwe meldingen",
  "You are not connected. What you see may be old. Trying again.": "Je hebt geen verbinding. Wat je ziet kan oud zijn. We proberen het opnieuw.",
  "Connected again. Catching up.": "Weer verbonden. Even bijlezen.",
  "Live updates are blocked here. This page looks for news every few seconds.":
    "Directe updates worden hier tegengehouden. Deze pagina kijkt om de paar seconden of er nieuws is.",
  "You are signed out. Sign in again to go on; what you typed is kept.":
    "Je bent uitgelogd. Log opnieuw in om verder te gaan; wat je typte is bewaard.",
  "Not quite live": "Niet helemaal live",
  "This post is not here any more.": "Dit bericht is er niet meer.",
  "You can no longer see this place.": "Je kunt deze plek niet meer zien.",
  "Waiting for a connection. It is sent once when you are back.": "Wacht op verbinding. Het wordt één keer verstuurd als je terug bent.",
  "Not sent.": "Niet verstuurd.",
  "Try again": "Opnieuw proberen",
  Discard: "Weggooien",
  "The connection failed. Your text and pictures are still here; send them again when you are back.":
    "De verbinding viel weg. Je tekst en foto’s staan er nog; verstuur ze opnieuw als je terug bent.",
  "That did not work. Try again in a moment.": "Dat lukte niet. Probeer het zo nog eens.",
  "Wait {n} second and send it again.": "Wacht {n} seconde en verstuur het opnieuw.",
  "Wait {n} seconds and send it again.": "Wacht {n} seconden en verstuur het opnieuw.",
  "{name} is writing": "{name} is aan het schrijven",
  "{name} and {other} are writing": "{name} en {other} zijn aan het schrijven",
  "Several people are writing": "Er wordt door meer mensen geschreven",
  Somebody: "Iemand",
  "just now": "zojuist",
  "Loading failed. Try again.": "Laden lukte niet. Probeer het opnieuw.",
  "In reply to {name}": "Antwoord aan {name}",
  "Not as a reply": "Niet als antwoord",
  "At most {n} pictures.": "Hooguit {n} foto’s.",
  "{n} suggestion": "{n} suggestie",
  "{n} suggestions": "{n} suggesties",
  "{n} more answer": "Nog {n} antwoord",
  "{n} more answers": "Nog {n} antwoorden",
  "You have read everything here.": "Je hebt hier alles gelezen.",
  "That comment is not here any more.": "Die reactie is er niet meer.",
  "Post deleted.": "Bericht verwijderd.",
  "Comment deleted.": "Reactie verwijderd.",
};

export const language = () => document.documentElement.lang.slice(0, 2) || "en";

/** For dates and numbers: English as it is written in Europe. */
export const locale = () => (language() === "en" ? "en-GB" : language());

/** A sentence in the page's language, with its names and numbers filled in. */
export function say(text, values = {}) {
  const words = (language() === "nl" && DUTCH[text]) || text;
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** One of two sentences: for one, and for any other number. */
export const count = (one, many, n) => say(n === 1 ? one : many, { n: number(n) });

export const number = (n) => new Intl.NumberFormat(locale()).format(n);
