// Bytes for the control socket of a whole daemon on the embedded storage: what its commands answer.
#include "greycache/control/control.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "common/log.h"
#include "common/socket.h"
#include "greycache/control/commands.h"
#include "greycache/control/moving_connections.h"
#include "greycache/core/control_link.h"
#include "greycache/core/core.h"
#include "greycache/core/history_storage.h"
#include "greycache/core/report_storage.h"
#include "greycache/engine/sqlgrey_log.h"
#include "greycache/event/libevent_loop.h"
#include "greycache/sessions/session_table.h"
#include "greycache/storage/expectation_watch.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/terminal_text.h"

namespace greycache::fuzz {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

std::string make_directory() {
  std::string path = (std::filesystem::temp_directory_path() / "greycache-control-XXXXXX").string();
  check(mkdtemp(path.data()) != nullptr, "a directory can be made");
  return path;
}

// What a person finds with `show`.
std::vector<Fact> some_facts() {
  Fact waiting;
  waiting.kind = FactKind::connect;
  waiting.src = "192.0.2";
  waiting.sender_domain = "example.org";
  waiting.sender_name = "alice";
  waiting.rcpt = "bob@example.net";
  waiting.first_seen = waiting.last_seen = kNow - 60;
  Fact known = waiting;
  known.kind = FactKind::from_awl;
  known.rcpt.clear();
  return {waiting, known};
}

// And with `history`, `explain` and `report`.
std::shared_ptr<HistoryStore> some_history(const Settings& settings) {
  std::shared_ptr<HistoryStore> store = make_history_store(settings);
  HistoryRow row;
  row.at = kNow - 60;
  row.reference = "7K3M9QXA";
  row.outcome = "new";
  row.rule = "discrimination:1";
  row.client_address = "192.0.2.1";
  row.sender = "%1B[2J@example.org";
  row.recipient = "bob@example.net";
  const HistoryLine line = history_line_of(row);
  check(store->write({&line, 1}).has_value(), "the history takes a row");
  return store;
}

// The daemon's parts behind a control socket, in a directory that ends with them.
class ControlBench {
 public:
  ControlBench() {
    core_.set_policy(policy_, settings_, make_sqlgrey_log(true));
    (void)core_.journal().append(some_facts());
    expectations_.look();
    core_.settle(std::chrono::seconds(5), [this] { return expectations_.tried(); });
  }

  // What a peer reads that writes the pieces of the input and then ends its side.
  std::string answer_to(Input input) {
    auto peer = connect_unix(settings_.control_socket);
    check(peer.has_value(), "the socket accepts");
    while (!input.rest().empty()) {
      const std::string_view piece = input.rest().substr(0, input.piece(600));
      (void)send(peer->get(), piece.data(), piece.size(), MSG_NOSIGNAL);
      input.skip(piece.size());
      turn();
    }
    shutdown(peer->get(), SHUT_WR);
    std::string answer;
    while (read_more(peer->get(), answer)) turn();
    return answer;
  }

 private:
  struct Directory {
    std::string path = make_directory();
    ~Directory() { std::filesystem::remove_all(path); }
  };

  void turn() {
    core_.turn();
    loop_.run_once(false);
  }

  // False at the end of the connection.
  static bool read_more(int peer, std::string& answer) {
    char buffer[4096];
    const ssize_t length = recv(peer, buffer, sizeof buffer, MSG_DONTWAIT);
    if (length > 0) answer.append(buffer, static_cast<std::size_t>(length));
    return length > 0 || (length < 0 && errno == EAGAIN);
  }

  static std::shared_ptr<const ListSet> lists() {
    auto lists = std::make_shared<ListSet>();
    lists->suffix_list = std::make_shared<SuffixList>(SuffixList::built_in());
    return lists;
  }

  Directory directory_;
  Settings settings_ = [this] {
    Settings settings;
    settings.state_dir = directory_.path;
    settings.control_socket = directory_.path + "/control.sock";
    settings.memory_entries = 10'000;
    return settings;
  }();
  std::shared_ptr<const PolicySet> policy_ = make_policy_set(settings_, lists(), nullptr);
  LibeventLoop loop_;
  Core core_{loop_,
             settings_,
             Engine::Clocks{[] { return kNow; }, [] { return std::chrono::steady_clock::now(); }},
             make_sqlgrey_log(true),
             [](const StoreHealth::Change&) {},
             storage_maker(loop_, settings_)};
  SessionTable sessions_{loop_, core_.engine(), core_.statistics()};
  BackgroundJobs jobs_;
  ExpectationWatch expectations_{
      loop_, core_.worker(), ExpectationWatch::Options{},
      ExpectationWatch::Callbacks{[] { return kNow; }, [] { return true; }, [] {}}, jobs_};
  Commands commands_{
      core_,
      sessions_,
      directory_.path,
      [] { return kNow; },
      [this] { return policy_; },
      [](const Control::Reply& reply) { reply("error: there is nothing to read\n"); },
      [] {},
      expectations_,
      HistoryAccess{{}, some_history(settings_), [this] { return make_report_store(settings_); }}};
  MovingConnections moving_{loop_, core_, expectations_, [] { return kNow; }, [] {}};
  Control control_{loop_,
                   *listen_unix(settings_.control_socket, 0600, ""),
                   [this](const std::string& command, Control::Reply reply) {
                     commands_.run(command, std::move(reply));
                   },
                   [](FileDescriptor) {},
                   [](FileDescriptor) {},
                   [this](const std::string& command, FileDescriptor connection) {
                     moving_.begin(command, std::move(connection));
                   }};
};

void check_answer(std::string_view answer) {
  if (answer.empty()) return;
  check(answer.starts_with("ok\n") || answer.starts_with("error: "), "an answer says how it went");
  check(answer.ends_with('\n'), "an answer ends with a line");
  while (!answer.empty()) {
    const std::size_t end = answer.find('\n');
    check(is_terminal_text(answer.substr(0, end)), "an answer cannot harm a terminal");
    answer.remove_prefix(end + 1);
  }
}

// The opt tables grow with what is added: begun anew now and then, each input finds them small.
ControlBench& bench() {
  constexpr int kInputs = 500;
  static std::unique_ptr<ControlBench> bench;
  static int inputs = 0;
  if (inputs++ % kInputs == 0) {
    bench.reset();
    bench = std::make_unique<ControlBench>();
  }
  return *bench;
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache;
  using namespace greycache::fuzz;
  const Input input(data, size);
  const std::string answer = bench().answer_to(input);
  check_answer(answer);
  const std::string_view line = Input(data, size).line();
  check(!answer.empty() || line.size() == size || line == "takeover" ||
            line.size() >= kLongestControlLine,
        "a whole command is answered");
  return 0;
}
