#include "greycache/sessions/session.h"

#include <sys/socket.h>

#include <array>

#include "common/socket.h"
#include "greycache/sessions/session_table.h"
#include "tests/unit/engine/bench_of_parts.h"

using namespace greycache;

namespace {

const std::string kDeferred = "action=defer_if_permit Greylisted for 5 minutes\n\n";

// The test's end of a connection whose other end is a session.
struct Peer {
  explicit Peer(Bench& of) : bench(of), table(of.loop, of.engine, of.statistics) {
    std::array<int, 2> pair{};
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0);
    mine = FileDescriptor(pair[0]);
    table.add(FileDescriptor(pair[1]));
  }

  void say(std::string_view text) {
    REQUIRE(send(mine.get(), text.data(), text.size(), MSG_NOSIGNAL) ==
            static_cast<ssize_t>(text.size()));
  }
  // What has come by the time that `enough` of it is there, or the end.
  std::string hear(std::size_t enough) {
    bench.turn_until([&] {
      table.sweep();
      std::array<char, 4096> buffer{};
      const ssize_t length = recv(mine.get(), buffer.data(), buffer.size(), 0);
      if (length > 0) heard.append(buffer.data(), static_cast<std::size_t>(length));
      if (length == 0) closed = true;
      return closed || heard.size() >= enough;
    });
    return heard;
  }

  Bench& bench;
  SessionTable table;
  FileDescriptor mine;
  std::string heard;
  bool closed = false;
};

std::string some_request(const std::string& recipient = "r@dst.example") {
  return request_text("192.0.2.1", "a@x.example", recipient);
}

}  // namespace

TEST_CASE("a request that comes byte by byte is answered once, when it is complete") {
  Bench bench;
  Peer peer(bench);
  const std::string text = some_request();
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    peer.say(text.substr(i, 1));
    bench.loop.run_once(false);
  }
  CHECK(peer.heard.empty());
  peer.say("\n");
  CHECK(peer.hear(kDeferred.size()) == kDeferred);
}

TEST_CASE("pipelined requests are answered in order, each once") {
  Bench bench;
  Peer peer(bench);
  std::string all;
  for (int i = 0; i < 50; ++i) {
    all += i % 2 == 0 ? some_request(std::to_string(i) + "@dst.example") : "request=other\n\n";
  }
  peer.say(all);
  std::string expected;
  for (int i = 0; i < 50; ++i) expected += i % 2 == 0 ? kDeferred : "action=dunno\n\n";
  CHECK(peer.hear(expected.size()) == expected);
}

TEST_CASE("a request that waits stays as it came while more arrives") {
  Bench bench;
  SessionTable table(bench.loop, bench.engine, bench.statistics);
  std::array<int, 2> pair{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0);
  const FileDescriptor mine(pair[0]);
  Session session(bench.loop, bench.engine, table, FileDescriptor(pair[1]));
  for (int i = 0; i < 2; ++i) {
    const std::string text = some_request();
    REQUIRE(send(mine.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
    bench.loop.run_once(false);
    REQUIRE(session.with_engine());
  }
  // They take memory that was given back.
  const std::vector<std::string> others(200, std::string(900, 'x'));
  CHECK(session.request().sender == "a@x.example");
  CHECK(session.request().recipient == "r@dst.example");
}

TEST_CASE("a peer that has closed its sending side still gets its answer, then the end") {
  Bench bench;
  Peer peer(bench);
  peer.say(some_request());
  shutdown(peer.mine.get(), SHUT_WR);
  CHECK(peer.hear(kDeferred.size() + 1) == kDeferred);
  CHECK(peer.closed);
}

TEST_CASE("the end in the middle of a request closes without an answer") {
  Bench bench;
  Peer peer(bench);
  peer.say("request=smtpd_access_policy\nsender=a@b\n");
  shutdown(peer.mine.get(), SHUT_WR);
  CHECK(peer.hear(1).empty());
  CHECK(peer.closed);
  peer.table.sweep();
  CHECK(peer.table.size() == 0);
}

TEST_CASE("a request at max_request is answered, one byte more closes without an answer") {
  for (const bool over : {false, true}) {
    Bench bench;
    Peer peer(bench);
    std::string text = some_request();
    text.resize(text.size() - 1);
    text += "x=" + std::string(65536 + (over ? 1 : 0) - text.size() - 4, 'y') + "\n\n";
    REQUIRE(text.size() == 65536 + (over ? 1U : 0U));
    std::string_view rest = text;
    while (!rest.empty() && !peer.closed) {
      const auto sent = send(peer.mine.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
      if (sent < 0 && errno == EPIPE) break;
      bench.loop.run_once(false);
      peer.table.sweep();
    }
    peer.hear(kDeferred.size());
    CHECK(peer.heard == (over ? "" : kDeferred));
    CHECK(peer.closed == over);
  }
}

TEST_CASE("a connection that is handed over is answered in place of the one that carried it") {
  Bench bench;
  Peer carrier(bench);
  std::array<int, 2> pair{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0);
  Peer smtpd(bench);
  smtpd.mine = FileDescriptor(pair[0]);
  const FileDescriptor passed(pair[1]);
  const std::string read_before = some_request().substr(0, 10);
  std::string header{kHandoverByte, 0, 0, 0, 10};
  REQUIRE(send_descriptor(carrier.mine.get(), passed.get(), header) == 0);
  carrier.say(read_before);
  CHECK(carrier.hear(2) == std::string(1, kHandoverReceipt));
  CHECK(carrier.closed);
  smtpd.say(some_request().substr(10));
  CHECK(smtpd.hear(kDeferred.size()) == kDeferred);
  CHECK(bench.statistics.handovers == 1);
}

TEST_CASE("a handover without a descriptor, or with too much already read, is refused") {
  for (const std::string& header :
       {std::string("\x01\0\0\0\0", 5), std::string("\x01\x7f\0\0\0", 5)}) {
    Bench bench;
    Peer peer(bench);
    peer.say(header);
    CHECK(peer.hear(1).empty());
    CHECK(peer.closed);
  }
}

TEST_CASE("a receipt that cannot be written leaves the connection to its sender") {
  Bench bench;
  Peer carrier(bench);
  std::array<int, 2> pair{};
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair.data()) == 0);
  const FileDescriptor smtpd(pair[0]);
  const FileDescriptor passed(pair[1]);
  REQUIRE(send_descriptor(carrier.mine.get(), passed.get(), {"\x01\0\0\0\0", 5}) == 0);
  shutdown(carrier.mine.get(), SHUT_RD);
  bench.turn_until([&] {
    carrier.table.sweep();
    return carrier.table.size() == 0;
  });
  CHECK(bench.statistics.handovers == 0);
  CHECK(carrier.table.size() == 0);
}

TEST_CASE("idle sessions close at their time, half requests earlier, waiting ones not") {
  Bench bench;
  Peer idle(bench);
  Peer half(bench);
  half.say("request=");
  bench.turn_until([&] { return false; });
  SessionTable::Limits limits;
  limits.idle_timeout = std::chrono::seconds(300);
  limits.request_arrival = std::chrono::seconds(60);
  const auto start = Session::Clock::now();
  for (Peer* peer : {&idle, &half}) {
    peer->table.set_limits(limits);
    peer->table.set_now(start + std::chrono::seconds(50));
    peer->table.close_idle();
    CHECK(peer->table.size() == 1);
    peer->table.set_now(start + std::chrono::seconds(61));
    peer->table.close_idle();
  }
  CHECK(idle.table.size() == 1);
  CHECK(half.table.size() == 0);
  idle.table.set_now(start + std::chrono::seconds(301));
  idle.table.close_idle();
  CHECK(idle.table.size() == 0);
}

TEST_CASE("what follows an answered request is kept until it is whole") {
  Bench bench;
  Peer peer(bench);
  const std::string text = some_request();
  const std::string dunno = "action=dunno\n\n";
  peer.say("request=other\n\n" + text.substr(0, 50));
  CHECK(peer.hear(dunno.size()) == dunno);
  peer.say(text.substr(50) + "request=other\n\n");
  const std::string all = dunno + kDeferred + dunno;
  CHECK(peer.hear(all.size()) == all);
}

TEST_CASE("a handover counts at the beginning of a connection only") {
  Bench bench;
  Peer peer(bench);
  const std::string dunno = "action=dunno\n\n";
  peer.say("request=other\n\n");
  CHECK(peer.hear(dunno.size()) == dunno);
  peer.say(
      "\x01"
      "x=1\n\n");
  CHECK(peer.hear(2 * dunno.size()) == dunno + dunno);
  CHECK_FALSE(peer.closed);
}

TEST_CASE("a reply in the place of a request closes without an answer, and is counted") {
  Bench bench;
  Peer peer(bench);
  peer.say("action=dunno\n\n");
  CHECK(peer.hear(1).empty());
  CHECK(peer.closed);
  CHECK(bench.statistics.refused_requests == 1);
}

TEST_CASE("sessions that paused for a takeover that is none go on") {
  Bench bench;
  Peer peer(bench);
  peer.table.pause_all();
  peer.say(some_request());
  for (int i = 0; i < 3; ++i) bench.loop.run_once(false);
  CHECK(peer.heard.empty());
  peer.table.go_on_all();
  CHECK(peer.hear(kDeferred.size()) == kDeferred);
}
