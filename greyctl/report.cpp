// The parts, one after the other.
#include "greyctl/report.h"

#include <fmt/format.h>

namespace greycache {

namespace {

constexpr UnixTime kDay = 86400;

struct Part {
  const char* name;    // for the daemon
  const char* member;  // in the object
};
constexpr Part kParts[] = {{"hosts", "site"}, {"mails", "mails"}, {"waits", "waits"}};

std::string as_text(const ClientResult& answer) {
  return answer ? *answer : fmt::format("(this part is missing: {})\n", answer.error());
}

// Without the end of its line.
std::string as_member(const ClientResult& answer) {
  return answer ? answer->substr(0, answer->find('\n')) : "null";
}

}  // namespace

ClientResult report(const ReportOptions& options, bool json, UnixTime now,
                    const std::function<ClientResult(const std::string& command)>& ask) {
  std::string text;
  for (const Part& part : kParts) {
    const auto answer = ask(fmt::format("report {} {} {}{}", part.name, now - options.days * kDay,
                                        options.by, json ? " json" : ""));
    const bool first = text.empty();
    if (!answer && first) return answer;
    if (json) {
      text += fmt::format("{}\"{}\":{}", first ? "" : ",", part.member, as_member(answer));
    } else {
      text += (first ? "" : "\n") + as_text(answer);
    }
  }
  return json ? "{" + text + "}\n" : text;
}

}  // namespace greycache
