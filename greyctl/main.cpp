// greyctl: the operator's command. Finds the daemon by its configuration and runs one command.
#include <fmt/format.h>
#include <sysexits.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/text.h"
#include "greycache/config/config_file.h"
#include "greycache/core/config_check.h"
#include "greycache/core/control_link.h"
#include "greyctl/command_line.h"
#include "greyctl/daemon_client.h"
#include "greyctl/expectation_client.h"
#include "greyctl/explain_subject.h"
#include "greyctl/opt_listing.h"
#include "greyctl/postfix/postfix_command.h"
#include "greyctl/query.h"
#include "greyctl/replay/replay_command.h"
#include "greyctl/report.h"
#include "greyctl/source_report.h"
#include "greyctl/terminal.h"
#include "greyctl/trace/trace_command.h"

namespace {

using namespace greycache;

constexpr std::chrono::seconds kPatience{10};
// For a program to start, open its stores and take everything over.
constexpr std::chrono::seconds kPatienceWithSuccessor{40};
// For the reports of others.
constexpr std::chrono::seconds kPatienceWithReports{100};
// For a part of ours, which the daemon gives up after 30 s.
constexpr std::chrono::seconds kPatienceWithPart{40};
constexpr std::chrono::milliseconds kBetweenReports{100};

int print(const ClientResult& answer) {
  if (answer) {
    fmt::print("{}", for_terminal(*answer));
    return EX_OK;
  }
  fmt::print(stderr, "greyctl: {}\n", answer.error());
  return EX_UNAVAILABLE;
}

int check_config(const LoadedSettings& loaded, bool connect) {
  const ConfigCheck check = check_configuration(loaded, connect);
  for (const std::string& line : check.lines) fmt::print("{}\n", line);
  fmt::print("{}\n", check.good ? "the configuration is good" : "something must be mended");
  return check.good ? EX_OK : EX_CONFIG;
}

int query(const Settings& settings, const std::vector<std::string>& words) {
  const auto request = policy_request_of(words);
  if (!request) {
    fmt::print(stderr, "greyctl: {}\n", request.error());
    return EX_USAGE;
  }
  auto action = ask_policy(settings.socket, *request, kPatience);
  if (action) *action += "\n";
  return print(action);
}

int source(const Settings& settings, const std::vector<std::string>& words) {
  const auto report = source_report(settings, words);
  if (report) return print(*report);
  fmt::print(stderr, "greyctl: {}\n", report.error());
  return EX_USAGE;
}

// A command for each row: one that is refused does not keep the others out.
int change_rows(const std::string& control_socket, const CommandLine& command_line) {
  int status = EX_OK;
  for (const std::string& row : command_line.words) {
    if (row.find_first_of(std::string_view("\n\0", 2)) != std::string::npos) {
      fmt::print(stderr, "greyctl: '{}' holds a line break\n", escaped(row, 100));
      status = EX_USAGE;
      continue;
    }
    const std::string line = command_line.command + " " + command_line.action + " " + row;
    if (const int said = print(run_command(control_socket, line, kPatience)); said != EX_OK) {
      status = said;
    }
  }
  return status;
}

// A word of a policy request as one of the control socket's.
std::optional<std::string> would_words(const std::vector<std::string>& words) {
  if (const auto request = policy_request_of(words); !request) {
    fmt::print(stderr, "greyctl: {}\n", request.error());
    return std::nullopt;
  }
  std::string line;
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    line += " " + word.substr(0, equals + 1) + percent_encoded(word.substr(equals + 1));
  }
  return line;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

int ask_history(const Settings& settings, const CommandLine& command_line) {
  const bool explains = command_line.command == "explain";
  std::string line = command_line.would ? "would" : command_line.command;
  if (command_line.json) line += " json";
  if (command_line.would) {
    const auto words = would_words(command_line.words);
    if (!words) return EX_USAGE;
    line += *words;
  } else {
    const auto words = explains ? explain_subject(joined(command_line.words))
                                : history_words_of(command_line.history);
    if (!words) {
      fmt::print(stderr, "greyctl: {}\n", words.error());
      return EX_USAGE;
    }
    line += " " + *words;
  }
  return print(run_command(settings.control_socket, line, kPatience));
}

int report_of(const Settings& settings, const CommandLine& command_line) {
  const auto end = std::chrono::steady_clock::now() + kPatienceWithReports;
  const auto made =
      report(command_line.report, command_line.json, std::time(nullptr),
             {.ask =
                  [&](const std::string& line) {
                    return run_command(settings.control_socket, line, kPatienceWithPart);
                  },
              .pause =
                  [end] {
                    std::this_thread::sleep_for(kBetweenReports);
                    return std::chrono::steady_clock::now() < end;
                  }});
  if (!made) return print(tl::make_unexpected(made.error()));
  fmt::print("{}", made->text);
  for (const std::string& part : made->missing) {
    fmt::print(stderr, "greyctl: the report lacks {}\n", part);
  }
  return made->missing.empty() ? EX_OK : EX_UNAVAILABLE;
}

// The state directory says where the daemon that runs listens: control_socket may be another one in
// the configuration that the new one is to have.
ClientResult renew(const Settings& settings) {
  const std::string linked = linked_control_socket(settings.state_dir);
  return run_command(linked.empty() ? settings.control_socket : linked, kRenewCommand,
                     kPatienceWithSuccessor);
}

int expect(const std::string& control_socket, const ExpectOptions& options) {
  const auto ask = [&](const std::string& line) {
    return run_command(control_socket, line, kPatience);
  };
  if (options.list) return print(expectation_listing(options.json, ask));
  const auto line = expect_command(options);
  if (line) return print(ask(*line));
  fmt::print(stderr, "greyctl: {}\n", line.error());
  return EX_USAGE;
}

int run(const CommandLine& command_line, const LoadedSettings& loaded) {
  const std::string& command = command_line.command;
  if (command == "check-config") return check_config(loaded, command_line.connect);
  if (command == "query") return query(loaded.settings, command_line.words);
  if (command == "source") return source(loaded.settings, command_line.words);
  if (command == "replay") return replay(loaded.settings, command_line.replay);
  if (command == "postfix") return postfix(loaded.settings, command_line.postfix);
  if (command == "expect") return expect(loaded.settings.control_socket, command_line.expect);
  if (command == "release") {
    if (std::ranges::any_of(command_line.words,
                            [](const std::string& word) { return trimmed(word).empty(); })) {
      fmt::print(stderr, "greyctl: a word is empty; the null sender is '<>'\n");
      return EX_USAGE;
    }
    const std::string line = release_command(command_line.words);
    return print(run_command(loaded.settings.control_socket, line, kPatience));
  }
  if (command == "explain" || command == "history") {
    return ask_history(loaded.settings, command_line);
  }
  if (command == "report") return report_of(loaded.settings, command_line);
  if (command == "renew") return print(renew(loaded.settings));
  if (!command_line.words.empty() && !command_line.action.empty()) {
    return change_rows(loaded.settings.control_socket, command_line);
  }
  if (command_line.action == "list") {
    return print(opt_listing(command, [&](const std::string& line) {
      return run_command(loaded.settings.control_socket, line, kPatience);
    }));
  }
  std::string line = command;
  if (command == "show") {
    for (const std::string& word : command_line.words) line += " " + word;
  }
  if (command == "stats" && command_line.json) line += " json";
  return print(run_command(loaded.settings.control_socket, line, kPatience));
}

}  // namespace

int main(int argc, char** argv) {
  const CommandLine command_line = parse_command_line(argc, argv);
  if (command_line.status) return *command_line.status;
  if (command_line.command == "trace") return trace(command_line.words, command_line.deferrals);
  const auto loaded = load_configuration(command_line.config);
  if (!loaded) {
    for (const std::string& error : loaded.error()) fmt::print(stderr, "greyctl: {}\n", error);
    return EX_CONFIG;
  }
  return run(command_line, *loaded);
}
