// "ok" first, so that who reads knows at once what follows.
#include "greycache/panel/answer.h"

#include <array>
#include <string_view>
#include <utility>

#include "common/json_object.h"

namespace greycache {

namespace {

constexpr std::array<std::string_view, 5> kCodes{"forbidden", "wrong", "unavailable", "conflict",
                                                 "busy"};

std::string fault_line(const Fault& fault) {
  return JsonObject()
             .add_bool("ok", false)
             .add_text("code", kCodes[static_cast<std::size_t>(fault.code)])
             .add_text("error", fault.sentence)
             .text() +
         "\n";
}

}  // namespace

std::string answer_line(const Answer& answer) {
  if (!answer) return fault_line(answer.error());
  const std::string_view members = std::string_view(answer->object).substr(1);
  std::string line = "{\"ok\":true";
  if (members != "}") line += ',';
  (line += members) += '\n';
  if (line.size() <= kLongestPanelAnswer) return line;
  return fault_line({Fault::Code::unavailable, "the answer is too long; ask for less at a time"});
}

}  // namespace greycache
