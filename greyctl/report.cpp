// The parts, one after the other.
#include "greyctl/report.h"

#include <fmt/format.h>

#include "common/json_object.h"
#include "greycache/core/control_link.h"

namespace greycache {

namespace {

constexpr UnixTime kDay = 86400;

struct Part {
  const char* name;    // for the daemon
  const char* member;  // in the object
  const char* words;
};
constexpr Part kParts[] = {{"hosts", "site", "the requests"},
                           {"mails", "mails", "what became of the mails that waited"},
                           {"waits", "waits", "the longest waits"}};

std::string as_text(const ClientResult& answer) {
  return answer ? *answer : fmt::format("(this part is missing: {})\n", answer.error());
}

// Without the end of its line.
std::string as_member(const ClientResult& answer) {
  return answer ? answer->substr(0, answer->find('\n')) : "null";
}

ClientResult ask_patiently(const std::string& command, const ReportSource& source) {
  auto answer = source.ask(command);
  while (!answer && answer.error() == kReportIsBusy && source.pause()) {
    answer = source.ask(command);
  }
  return answer;
}

}  // namespace

tl::expected<Report, std::string> report(const ReportOptions& options, bool json, UnixTime now,
                                         const ReportSource& source) {
  Report made;
  JsonObject members;
  for (const Part& part : kParts) {
    const std::string command = fmt::format(
        "report {} {} {}{}", part.name, now - options.days * kDay, options.by, json ? " json" : "");
    const bool first = &part == kParts;
    const auto answer = first ? source.ask(command) : ask_patiently(command, source);
    if (!answer && first) return tl::make_unexpected(answer.error());
    if (!answer) made.missing.push_back(fmt::format("{}: {}", part.words, answer.error()));
    if (json) {
      members.add(part.member, as_member(answer));
    } else {
      made.text += (first ? "" : "\n") + as_text(answer);
    }
  }
  if (json) made.text = members.text() + "\n";
  return made;
}

}  // namespace greycache
