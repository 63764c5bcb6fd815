// By the words of control/error_answer.h.
#include "greycache/panel/control_answer.h"

#include <algorithm>

#include "common/text.h"
#include "greycache/core/control_link.h"

namespace greycache {

namespace {

constexpr std::string_view kOk = "ok\n";
constexpr std::string_view kError = "error: ";

Fault::Code code_of(std::string_view sentence, std::string_view behind) {
  if (trimmed(behind) == kWrittenWrong) return Fault::Code::wrong;
  const bool passes = sentence.ends_with("; try again") || sentence == kReportIsBusy;
  return passes ? Fault::Code::busy : Fault::Code::unavailable;
}

}  // namespace

tl::expected<std::string, Fault> body_of(std::string_view answer) {
  if (answer.starts_with(kOk)) return std::string(answer.substr(kOk.size()));
  if (answer.starts_with(kError)) answer.remove_prefix(kError.size());
  const std::string sentence = first_line(answer);
  const std::string_view behind = answer.substr(std::min(sentence.size(), answer.size()));
  return fault(code_of(sentence, behind), sentence);
}

std::string first_line(std::string_view body) {
  return std::string(body.substr(0, body.find('\n')));
}

std::string in_one_line(std::string_view body) {
  std::string line(trimmed(body));
  std::ranges::replace(line, '\n', ' ');
  return line;
}

}  // namespace greycache
