// Words of the command line to questions, and what comes of them to standard output.
#include "greyctl/telling_commands.h"

#include <sysexits.h>

#include <chrono>
#include <ctime>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "common/json_object.h"
#include "common/program_output.h"
#include "common/text.h"
#include "greycache/maillog/explain_subject.h"
#include "greyctl/lists/list_check.h"
#include "greyctl/printed_answer.h"
#include "greyctl/query.h"
#include "greyctl/report.h"
#include "greyctl/report_mail.h"
#include "greyctl/source_report.h"

namespace greycache {

namespace {

// For the reports of others.
constexpr std::chrono::seconds kPatienceWithReports{100};
// For a part of ours, which the daemon gives up after 30 s.
constexpr std::chrono::seconds kPatienceWithPart{40};
constexpr std::chrono::milliseconds kBetweenReports{100};

// A word of a policy request as one of the control socket's.
std::optional<std::string> would_words(const std::vector<std::string>& words) {
  if (const auto request = policy_request_of(words); !request) {
    complain(request.error());
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

int hand_out(const Settings& settings, const ReportOptions& options, const Report& made) {
  if (!options.mail) {
    write_out(made.text);
    return EX_OK;
  }
  const auto sent = mail_report(settings, made.text, options.days, std::time(nullptr));
  if (!sent) {
    return complain(EX_UNAVAILABLE, "the report was not sent: " + sent.error());
  }
  print_out("the report was sent to {}\n", settings.admin_mail);
  return EX_OK;
}

}  // namespace

int query(const Settings& settings, const CommandLine& command_line) {
  const auto request = policy_request_of(command_line.words);
  if (!request) {
    return complain(EX_USAGE, request.error());
  }
  auto action = ask_policy(settings.socket, *request, kPatience);
  if (action && command_line.json) *action = JsonObject().add_text("action", *action).text();
  if (action) *action += "\n";
  return print(action);
}

int source(const Settings& settings, const CommandLine& command_line) {
  const auto report = source_report(settings, command_line.words, command_line.json);
  if (report) return print(*report);
  return complain(EX_USAGE, report.error());
}

// 1 where no list holds it, as grep(1) has it.
int list_check(const Settings& settings, const CommandLine& command_line) {
  const auto check = check_lists(settings, command_line.words);
  if (!check) {
    return complain(EX_USAGE, check.error());
  }
  print(command_line.json ? list_check_json(*check) : list_check_text(*check));
  if (!check->readable) return EX_NOINPUT;
  return check->matches.empty() ? kFoundNothing : EX_OK;
}

int show(const Settings& settings, const CommandLine& command_line) {
  std::string line = command_line.json ? "show-json" : "show";
  for (const std::string& word : command_line.words) line += " " + word;
  return print_answer(settings.control_socket, line);
}

int stats(const Settings& settings, const CommandLine& command_line) {
  return print_answer(settings.control_socket, command_line.json ? "stats json" : "stats");
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
    if (!words) return complain(EX_USAGE, words.error());
    line += " " + *words;
  }
  return print_answer(settings.control_socket, line);
}

int report_of(const Settings& settings, const CommandLine& command_line) {
  if (command_line.report.mail && settings.admin_mail.empty()) {
    return complain(EX_CONFIG, "admin_mail is empty: nobody is to get the report");
  }
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
  const int handed_out = hand_out(settings, command_line.report, *made);
  for (const std::string& part : made->missing) complain("the report lacks " + part);
  return made->missing.empty() ? handed_out : EX_UNAVAILABLE;
}

}  // namespace greycache
