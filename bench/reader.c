/* A crowd of websocket clients in one thread: it opens N sockets, subscribes them, and counts.
 *
 * It exists because a benchmark's reader must cost far less than the server it measures: it never
 * unpacks JSON, copies nothing it does not need, and looks only at the first bytes of a frame.
 *
 *   reader --port P --sockets FILE [--stream a1] [--mark TEXT] [--ready ok|upgrade|TEXT] [--rate 2000] [--flight 256]
 *          [--reconnect] [--base 1] [--cap 8] [--spread 10] [--nap-us 500] [--max-seconds 600]
 *
 * FILE has one line a socket:  request-path TAB header [TAB header …] TAB TAB frame [TAB frame …]
 * (the empty column ends the headers; the frames are sent as text after the upgrade).
 *
 * A server that knows no positions: with --mark a frame's position is the number behind that text, and only who has
 * it when is counted, not whether one is missing; with --ready TEXT a socket is subscribed when a frame has that text.
 *
 * Commands on stdin, one a line; every answer and event is one JSON object on a line of stdout:
 *   start [EXPECT]  zero the counters; with EXPECT, say "reached" when that many were delivered
 *   stats           the counters since start
 *   say N FRAME     send a text frame on socket N
 *   times           for each position: when the first and when the last socket had it (µs, Unix time)
 *   quit
 * Events: "ready" whenever all sockets are subscribed (again), "reached", "failed".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define PEEK 2048            /* an "ok" with 40 streams fits; runs need only the first 100 bytes */
#define POSITIONS (1 << 16)  /* stamps are kept for this many positions after the first one seen */
#define MAX_FRAMES 8

enum state { IDLE, CONNECTING, UPGRADING, OPEN, DEAD };

struct sock {
    int fd;
    enum state state;
    int subscribed;
    unsigned attempt;            /* failed attempts since the last time it was subscribed */
    int64_t due;                 /* when to connect next, µs (monotonic) */
    int64_t last, gap_lo, gap_hi; /* position reached; the newest hole, in case it is filled late */
    uint64_t skip, size;         /* payload bytes still to come, and of the whole frame */
    unsigned char head[14];
    int head_len, opcode, close_code;
    int peek_len;
    char *peek;                  /* start of a payload that arrives in pieces; also the HTTP answer */
    char *path, *headers, *frames[MAX_FRAMES];
    int n_frames;
};

static struct sock *socks;
static int n_socks, n_open, n_subscribed, n_waiting, n_flight;
static int epfd, port, reconnect, ready_on_upgrade, rate = 2000, flight = 256, nap_us = 500, max_seconds = 600;
static double base_s = 1, cap_s = 8, spread_s = 10;
static const char *stream = "", *mark = "", *ready_text = "";
static char run_prefix[96], ok_key[64];
static int run_prefix_len;

static struct { int64_t first, last; uint32_t seen; } stamps[POSITIONS];
static int64_t base_position = -1, top_position = -1;

static struct {
    uint64_t frames, bytes, runs, delivered, lost, late, beats, stale, no;
    uint64_t disconnects, refused, rejected, expect;
    int64_t wall_start, first_frame, last_frame, cpu_start;
    uint64_t codes[5000];
    int reached;
} c;

static int64_t clock_us(clockid_t id) {
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
static int64_t now_us(void) { return clock_us(CLOCK_MONOTONIC); }
static int64_t unix_us(void) { return clock_us(CLOCK_REALTIME); }
static int64_t cpu_us(void) { return clock_us(CLOCK_PROCESS_CPUTIME_ID); }

/* ---------------------------------------------------------------- what we say */

static void say_stats(const char *event) {
    int64_t now = unix_us(), cpu = cpu_us() - c.cpu_start, low = INT64_MAX, high = -1;
    double wall = (now - c.wall_start) / 1e6;
    for (int i = 0; i < n_socks; i++) {
        if (socks[i].last < low) low = socks[i].last;
        if (socks[i].last > high) high = socks[i].last;
    }
    printf("{\"event\":\"%s\",\"sockets\":%d,\"open\":%d,\"subscribed\":%d,\"frames\":%lu,\"bytes\":%lu,"
           "\"runs\":%lu,\"delivered\":%lu,\"lost\":%lu,\"late\":%lu,\"beats\":%lu,\"stale\":%lu,\"no\":%lu,"
           "\"disconnects\":%lu,\"refused\":%lu,\"rejected\":%lu,\"low\":%ld,\"high\":%ld,"
           "\"start_us\":%ld,\"first_us\":%ld,\"last_us\":%ld,\"now_us\":%ld,\"cpu_s\":%.6f,\"wall_s\":%.6f,"
           "\"busy\":%.4f,\"codes\":{",
           event, n_socks, n_open, n_subscribed, c.frames, c.bytes, c.runs, c.delivered, c.lost, c.late, c.beats,
           c.stale, c.no, c.disconnects, c.refused, c.rejected, low == INT64_MAX ? -1 : low, high, c.wall_start,
           c.first_frame, c.last_frame, now, cpu / 1e6, wall, wall > 0 ? cpu / 1e6 / wall : 0);
    const char *comma = "";
    for (int i = 0; i < 5000; i++)
        if (c.codes[i]) { printf("%s\"%d\":%lu", comma, i, c.codes[i]); comma = ","; }
    printf("}}\n");
    fflush(stdout);
}

static void say_times(void) {
    printf("{\"event\":\"times\",\"positions\":[");
    const char *comma = "";
    for (int64_t p = base_position; p >= 0 && p <= top_position; p++) {
        int64_t i = p - base_position;
        if (i >= POSITIONS) break;
        if (!stamps[i].seen) continue;
        printf("%s[%ld,%ld,%ld,%u]", comma, p, stamps[i].first, stamps[i].last, stamps[i].seen);
        comma = ",";
    }
    printf("]}\n");
    fflush(stdout);
}

static void start(uint64_t expect) {
    memset(&c, 0, sizeof c);
    memset(stamps, 0, sizeof stamps);
    base_position = top_position = -1;
    c.expect = expect;
    c.wall_start = unix_us();
    c.cpu_start = cpu_us();
    printf("{\"event\":\"started\",\"now_us\":%ld}\n", c.wall_start);
    fflush(stdout);
}

/* ---------------------------------------------------------------- leaving and coming back */

static void schedule(struct sock *s, double within) {
    s->state = IDLE;
    s->due = now_us() + (int64_t)(drand48() * within * 1e6);
    n_waiting++;
}

/* Full jitter: anywhere between now and a ceiling that doubles, so that 4,500 do not return as one wave. */
static void come_back(struct sock *s) {
    double ceiling = base_s;
    for (unsigned i = 0; i < s->attempt && ceiling < cap_s; i++) ceiling *= 2;
    if (ceiling > cap_s) ceiling = cap_s;
    if (s->close_code == 1012 && s->attempt == 0) ceiling = spread_s;
    s->attempt++;
    schedule(s, ceiling);
}

static void drop(struct sock *s) {
    close(s->fd);
    s->fd = -1;
    if (s->state == OPEN) { n_open--; c.disconnects++; } else n_flight--;
    if (s->subscribed) { n_subscribed--; s->subscribed = 0; }
    if (s->close_code > 0 && s->close_code < 5000) c.codes[s->close_code]++;
    if (reconnect && s->close_code != 4401) {
        come_back(s);
    } else {
        s->state = DEAD;
        say_stats("failed");
    }
    s->close_code = 0;
}

static void became_subscribed(struct sock *s) {
    if (s->subscribed) return;
    s->subscribed = 1;
    s->attempt = 0;
    if (++n_subscribed == n_socks) say_stats("ready");
}

/* ---------------------------------------------------------------- sending */

/* A mask of zeros is legal, and leaves the payload as it is. */
static void send_frame(struct sock *s, int opcode, const char *payload, size_t n) {
    char out[16384];
    size_t h = 0;
    if (n + 14 > sizeof out) return;
    out[h++] = (char)(0x80 | opcode);
    if (n < 126) {
        out[h++] = (char)(0x80 | n);
    } else {
        out[h++] = (char)(0x80 | 126);
        out[h++] = (char)(n >> 8);
        out[h++] = (char)n;
    }
    memset(out + h, 0, 4);
    memcpy(out + h + 4, payload, n);
    if (send(s->fd, out, h + 4 + n, MSG_NOSIGNAL) < 0 && errno != EAGAIN) return; /* the read will see it */
}

/* The same frame again, with the position we really have in place of the one the page began with. */
static void send_first_frame(struct sock *s, const char *frame) {
    char *key = *ok_key && s->last >= 0 ? strstr(frame, ok_key) : NULL;
    if (!key) { send_frame(s, 1, frame, strlen(frame)); return; }
    char out[12288];
    const char *rest = key + strlen(ok_key);
    while (*rest >= '0' && *rest <= '9') rest++;
    int n = snprintf(out, sizeof out, "%.*s%s%ld%s", (int)(key - frame), frame, ok_key, s->last, rest);
    if (n > 0 && n < (int)sizeof out) send_frame(s, 1, out, (size_t)n);
}

static void begin(struct sock *s) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    n_waiting--;
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (s->fd < 0) { perror("socket"); exit(3); }
    int on = 1;
    setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    s->state = CONNECTING;
    s->peek_len = s->head_len = 0;
    s->skip = 0;
    n_flight++;
    if (connect(s->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) {
        c.refused++;
        drop(s);
        return;
    }
    /* Edge-triggered: a short read means the socket is empty, which saves a second system call. */
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = s};
    epoll_ctl(epfd, EPOLL_CTL_ADD, s->fd, &e);
}

static void connected(struct sock *s) {
    int error = 0;
    socklen_t n = sizeof error;
    getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &n);
    if (error) { c.refused++; drop(s); return; }
    char out[8192];
    int len = snprintf(out, sizeof out,
                       "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: cGxlaW4tcmVhZGVyLXBsZQ==\r\n%s\r\n",
                       s->path, port, s->headers);
    if (len >= (int)sizeof out || send(s->fd, out, (size_t)len, MSG_NOSIGNAL) != len) { drop(s); return; }
    s->state = UPGRADING;
    struct epoll_event e = {.events = EPOLLIN | EPOLLET, .data.ptr = s};
    epoll_ctl(epfd, EPOLL_CTL_MOD, s->fd, &e);
}

/* ---------------------------------------------------------------- receiving */

static void reached_position(struct sock *s, int64_t from, int64_t to) {
    if (base_position < 0) base_position = from;
    for (int64_t p = from; p <= to; p++) {
        int64_t i = p - base_position;
        if (i < 0 || i >= POSITIONS) continue;
        uint32_t seen = ++stamps[i].seen;
        if (seen == 1) stamps[i].first = unix_us();
        if (seen == (uint32_t)n_socks) stamps[i].last = unix_us();
    }
    if (to > top_position) top_position = to;
    c.delivered += (uint64_t)(to - from + 1);
    s->last = to;
}

/* {"t":"run","s":"a1","from":13,"to":15,… */
static void on_run(struct sock *s, const char *p, const char *end) {
    int64_t from = 0, to = 0;
    p += run_prefix_len;
    while (p < end && *p >= '0' && *p <= '9') from = from * 10 + (*p++ - '0');
    if (end - p < 7 || memcmp(p, ",\"to\":", 6)) return;
    for (p += 6; p < end && *p >= '0' && *p <= '9';) to = to * 10 + (*p++ - '0');
    c.runs++;
    if (s->last < 0) s->last = from - 1; /* no position was given: begin with what comes */
    if (to <= s->last) {                 /* seen before, unless it fills the hole we counted as lost */
        int64_t lo = from > s->gap_lo ? from : s->gap_lo, hi = to < s->gap_hi ? to : s->gap_hi;
        if (s->gap_hi && lo <= hi) { c.lost -= (uint64_t)(hi - lo + 1); c.late += (uint64_t)(hi - lo + 1); s->gap_hi = 0; }
        return;
    }
    if (from > s->last + 1) {
        c.lost += (uint64_t)(from - s->last - 1);
        s->gap_lo = s->last + 1;
        s->gap_hi = from - 1;
        s->last = from - 1;
    }
    reached_position(s, s->last + 1, to);
}

static void on_ok(struct sock *s, const char *p, const char *end) {
    const char *key = *ok_key ? memmem(p, (size_t)(end - p), ok_key, strlen(ok_key)) : NULL;
    if (key && s->last < 0) s->last = strtoll(key + strlen(ok_key), NULL, 10);
    became_subscribed(s);
}

static void on_marked(struct sock *s, const char *p, size_t have) {
    const char *at = memmem(p, have, mark, strlen(mark)), *end = p + have;
    int64_t position = 0;
    if (!at) {
        if (*ready_text && !s->subscribed && memmem(p, have, ready_text, strlen(ready_text))) became_subscribed(s);
        return;
    }
    for (at += strlen(mark); at < end && *at >= '0' && *at <= '9';) position = position * 10 + (*at++ - '0');
    reached_position(s, position, position);
}

static void on_text(struct sock *s, const char *p, size_t have, uint64_t size) {
    const char *end = p + have;
    c.frames++;
    c.bytes += size;
    if (*mark) { on_marked(s, p, have); return; }
    if (!*stream) c.delivered++;
    if (have < 10) return;
    if (run_prefix_len && have > (size_t)run_prefix_len && !memcmp(p, run_prefix, (size_t)run_prefix_len)) on_run(s, p, end);
    else if (!memcmp(p, "{\"t\":\"ok\"", 9)) on_ok(s, p, end);
    else if (!memcmp(p, "{\"t\":\"beat", 10)) c.beats++;
    else if (!memcmp(p, "{\"t\":\"stal", 10)) c.stale++;
    else if (!memcmp(p, "{\"t\":\"no\",", 10)) c.no++;
}

/* 0: the socket is gone. */
static int on_frame(struct sock *s, const char *p, size_t have, uint64_t size) {
    if (s->opcode == 1 || s->opcode == 2) { on_text(s, p, have, size); return 1; }
    if (s->opcode == 9) send_frame(s, 10, p, have);
    if (s->opcode == 8) {
        s->close_code = have >= 2 ? ((unsigned char)p[0] << 8 | (unsigned char)p[1]) : 1005;
        send_frame(s, 8, p, have >= 2 ? 2 : 0);
        drop(s);
        return 0;
    }
    return 1;
}

/* Length of the header at h, or 0 when more bytes are needed. */
static int frame_header(const unsigned char *h, int have, int *opcode, uint64_t *size) {
    if (have < 2) return 0;
    int need = 2 + ((h[1] & 127) == 126 ? 2 : (h[1] & 127) == 127 ? 8 : 0);
    if (have < need) return 0;
    *opcode = h[0] & 15;
    *size = h[1] & 127;
    if (need > 2) {
        *size = 0;
        for (int i = 2; i < need; i++) *size = *size << 8 | h[i];
    }
    return need;
}

static int on_bytes(struct sock *s, char *p, size_t n) {
    while (n) {
        if (s->skip) {
            size_t take = n < s->skip ? n : s->skip, keep = PEEK - (size_t)s->peek_len;
            if (keep > take) keep = take;
            memcpy(s->peek + s->peek_len, p, keep);
            s->peek_len += (int)keep;
            s->skip -= take, p += take, n -= take;
            if (!s->skip && !on_frame(s, s->peek, (size_t)s->peek_len, s->size)) return 0;
            continue;
        }
        int before = s->head_len, take = n < (size_t)(14 - before) ? (int)n : 14 - before;
        memcpy(s->head + before, p, (size_t)take);
        int used = frame_header(s->head, before + take, &s->opcode, &s->size);
        if (!used) { s->head_len = before + take; return 1; }
        s->head_len = 0;
        p += used - before, n -= (size_t)(used - before);
        if (n >= s->size) { /* the usual case: whole, and read where it lies */
            uint64_t size = s->size;
            if (!on_frame(s, p, size, size)) return 0;
            p += size, n -= size;
        } else {
            s->skip = s->size;
            s->peek_len = 0;
        }
    }
    return 1;
}

static int on_answer(struct sock *s, char *p, size_t n) {
    size_t keep = PEEK - 1 - (size_t)s->peek_len;
    if (n > keep) { c.rejected++; drop(s); return 0; }
    memcpy(s->peek + s->peek_len, p, n);
    s->peek_len += (int)n;
    s->peek[s->peek_len] = 0;
    char *end = strstr(s->peek, "\r\n\r\n");
    if (!end) return 1;
    if (strncmp(s->peek, "HTTP/1.1 101", 12)) {
        if (!c.rejected++) fprintf(stderr, "reader: refused: %.*s\n", 60, s->peek);
        drop(s);
        return 0;
    }
    n_flight--;
    n_open++;
    s->state = OPEN;
    for (int i = 0; i < s->n_frames; i++) send_first_frame(s, s->frames[i]);
    if (ready_on_upgrade) became_subscribed(s);
    size_t used = (size_t)(end + 4 - s->peek), rest = (size_t)s->peek_len - used;
    char copy[PEEK];
    memcpy(copy, end + 4, rest);
    s->peek_len = 0;
    return on_bytes(s, copy, rest);
}

static void on_readable(struct sock *s) {
    static char buffer[1 << 18];
    for (;;) {
        ssize_t n = recv(s->fd, buffer, sizeof buffer, 0);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) {
            if (s->state != OPEN) c.refused++;
            drop(s);
            return;
        }
        if (!(s->state == OPEN ? on_bytes(s, buffer, (size_t)n) : on_answer(s, buffer, (size_t)n))) return;
        if ((size_t)n < sizeof buffer) return;
    }
}

/* ---------------------------------------------------------------- the file, the commands, the loop */

static void read_file(const char *name) {
    FILE *f = fopen(name, "r");
    if (!f) { perror(name); exit(2); }
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    while ((n = getline(&line, &room, f)) > 0) {
        if (line[n - 1] == '\n') line[--n] = 0;
        socks = realloc(socks, (size_t)(n_socks + 1) * sizeof *socks);
        struct sock *s = &socks[n_socks++];
        memset(s, 0, sizeof *s);
        s->fd = -1, s->last = -1;
        s->peek = malloc(PEEK);
        s->headers = calloc(1, (size_t)n + 64);
        char *rest = strdup(line), *part;
        int in_headers = 1;
        s->path = strsep(&rest, "\t");
        while ((part = strsep(&rest, "\t"))) {
            if (in_headers && !*part) in_headers = 0;
            else if (in_headers) strcat(strcat(s->headers, part), "\r\n");
            else if (s->n_frames < MAX_FRAMES) s->frames[s->n_frames++] = part;
        }
        n_waiting++;
    }
    free(line);
    fclose(f);
}

static void say(const char *what) {
    char *frame;
    long i = strtol(what, &frame, 10);
    if (i >= 0 && i < n_socks && socks[i].state == OPEN && *frame == ' ') send_frame(&socks[i], 1, frame + 1, strlen(frame + 1));
}

static void on_command(void) {
    static char text[16384];
    static int used;
    ssize_t n = read(0, text + used, sizeof text - 1 - (size_t)used);
    if (n <= 0) exit(0); /* whoever started us is gone */
    used += (int)n;
    text[used] = 0;
    char *line = text, *end;
    while ((end = strchr(line, '\n'))) {
        *end = 0;
        if (!strncmp(line, "start", 5)) start(strtoull(line + 5, NULL, 10));
        else if (!strcmp(line, "stats")) say_stats("stats");
        else if (!strcmp(line, "times")) say_times();
        else if (!strncmp(line, "say ", 4)) say(line + 4);
        else if (!strcmp(line, "quit")) exit(0);
        line = end + 1;
    }
    used = (int)strlen(line);
    memmove(text, line, (size_t)used + 1);
}

/* Opens what is due, at most `rate` a second and `flight` unanswered, so that no backlog overflows. */
static void open_due(void) {
    static int64_t last;
    static double allowance;
    static int next;
    int64_t now = now_us();
    if (last) allowance += (now - last) / 1e6 * rate;
    last = now;
    if (allowance > flight) allowance = flight;
    for (int i = 0; i < n_socks && n_waiting && n_flight < flight && allowance >= 1; i++) {
        struct sock *s = &socks[next++ % n_socks];
        if (next == n_socks) next = 0;
        if (s->state == IDLE && s->due <= now) { allowance--; begin(s); }
    }
}

static void loop(void) {
    static struct epoll_event events[4096];
    int64_t stop = now_us() + (int64_t)max_seconds * 1000000;
    while (now_us() < stop) {
        int n = epoll_wait(epfd, events, 4096, n_waiting ? 2 : 100);
        uint64_t frames = c.frames;
        for (int i = 0; i < n; i++) {
            struct sock *s = events[i].data.ptr;
            if (!s) { on_command(); continue; }
            if (s->fd < 0) continue;
            if (s->state == CONNECTING) connected(s);
            if (s->fd >= 0 && s->state >= UPGRADING && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) on_readable(s);
        }
        if (c.frames != frames) {
            c.last_frame = unix_us();
            if (!c.first_frame) c.first_frame = c.last_frame;
            if (c.expect && !c.reached && c.delivered >= c.expect) { c.reached = 1; say_stats("reached"); }
        }
        if (n_waiting) open_due();
        /* Asleep in epoll_wait we would be woken for each frame, at the sender's cost: let some gather. */
        if (nap_us && n > 0 && n < 1024) usleep((useconds_t)nap_us);
    }
    fprintf(stderr, "reader: out of time\n");
}

int main(int argc, char **argv) {
    const char *file = NULL;
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i], *v = i + 1 < argc ? argv[i + 1] : "";
        if (!strcmp(a, "--reconnect")) { reconnect = 1; continue; }
        i++;
        if (!strcmp(a, "--port")) port = atoi(v);
        else if (!strcmp(a, "--sockets")) file = v;
        else if (!strcmp(a, "--stream")) stream = v;
        else if (!strcmp(a, "--mark")) mark = v;
        else if (!strcmp(a, "--ready")) { ready_on_upgrade = !strcmp(v, "upgrade"); ready_text = v; }
        else if (!strcmp(a, "--rate")) rate = atoi(v);
        else if (!strcmp(a, "--flight")) flight = atoi(v);
        else if (!strcmp(a, "--base")) base_s = atof(v);
        else if (!strcmp(a, "--cap")) cap_s = atof(v);
        else if (!strcmp(a, "--spread")) spread_s = atof(v);
        else if (!strcmp(a, "--nap-us")) nap_us = atoi(v);
        else if (!strcmp(a, "--max-seconds")) max_seconds = atoi(v);
        else { fprintf(stderr, "reader: what is %s?\n", a); return 2; }
    }
    if (!file || !port) { fprintf(stderr, "reader: --port and --sockets are needed\n"); return 2; }
    if (*stream) {
        run_prefix_len = snprintf(run_prefix, sizeof run_prefix, "{\"t\":\"run\",\"s\":\"%.40s\",\"from\":", stream);
        snprintf(ok_key, sizeof ok_key, "\"%.40s\":", stream);
    }
    srand48(getpid());
    read_file(file);
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    epfd = epoll_create1(0);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epfd, EPOLL_CTL_ADD, 0, &e);
    start(0);
    loop();
    return 1;
}
