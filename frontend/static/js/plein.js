import "./elements/carried-part.js";
import "./elements/live-list.js";
import "./elements/send-form.js";
import { startActs } from "./elements/act.js";
import { startAnnouncements } from "./elements/announcement.js";
import { startCompose, startMore } from "./elements/compose.js";
import { startFolds } from "./elements/folds.js";
import { startKeys } from "./elements/keys.js";
import { startMenus } from "./elements/menus.js";
import { setClock, startMoments } from "./elements/moments.js";
import { startNoting } from "./elements/noting.js";
import { startOlder } from "./elements/older.js";
import { startPicker } from "./elements/picker.js";
import { startPictures } from "./elements/pictures.js";
import { startReplies } from "./elements/reply.js";
import { startSheet } from "./elements/sheet.js";
import { startSomePages } from "./elements/some-pages.js";
import { startSeen } from "./elements/seen.js";
import { startThread } from "./elements/thread.js";
import { startMarks } from "./elements/marks.js";
import { startPlaces } from "./elements/own-places.js";
import { startPlace } from "./elements/place.js";
import { startTold } from "./elements/told.js";
import { startUndo } from "./elements/undo.js";
import { applyAll } from "./live/apply.js";
import { desk } from "./live/desk.js";
import { dress } from "./live/dress.js";
import { startNoted } from "./live/noted.js";
import { showAir } from "./live/onair.js";
import { startOwn } from "./live/own.js";
import { Presence } from "./live/presence.js";
import { Refetch } from "./live/refetch.js";
import { reload } from "./live/reload.js";
import { hearRest } from "./live/rest.js";
import { watchBusy } from "./live/rows.js";
import { Live } from "./live/socket.js";
import { showState } from "./live/status.js";
import { Typing } from "./live/typing.js";
import { hearNews } from "./live/unread.js";
import { Watch } from "./live/watch.js";

function startLive(page) {
  const live = new Live(page, {
    state(name) {
      showState(name);
      if (name === "offline" || name === "signed-out") presence.forget();
    },
    connected() {
      presence.ask({ again: true });
      desk.outbox.flush();
    },
    objects(list, stream) {
      applyAll(list, stream);
      hearNews(list, stream);
      hearRest(list, stream);
      if (list.some((object) => object.id === "places")) refetch.stale([stream]);
    },
    stale: (names) => refetch.stale(names),
    refused: (names) => refetch.refused(names),
    here: (frame) => presence.hear(frame),
    typing: (frame) => typing.hear(frame),
    onair: showAir,
    clock: setClock,
    epoch: () => reload(page.epoch),
  });
  const presence = new Presence((frame) => live.send(frame));
  const typing = new Typing((frame) => live.send(frame), page.member);
  const refetch = new Refetch(live);
  desk.live = live;
  const always = Object.keys(page.streams).filter((name) => name[0] !== "i");
  const lists = [...document.querySelectorAll("live-list")].flatMap((list) => list.streams);
  const pinned = [...new Set([...always, ...lists])];
  live.streams.want(pinned);
  new Watch(live.streams, pinned);
  showState(live.state);
  live.start();
}

function startOutbox() {
  desk.outbox.adopt();
  desk.outbox.flush();
  addEventListener("online", () => desk.outbox.flush());
}

startMenus();
startMoments();
startOwn();
startActs();
startAnnouncements();
startNoting();
startFolds();
startPicker();
startUndo();
startOlder();
startReplies();
startSheet();
startCompose();
startMore();
startPictures();
startKeys();
watchBusy();
if (desk.page) {
  startLive(desk.page);
  startOutbox();
}
startMarks();
if (desk.member) startNoted(desk.member);
startSeen();
startSomePages();
startThread();
dress(document);
startPlaces();
startPlace();
startTold();
