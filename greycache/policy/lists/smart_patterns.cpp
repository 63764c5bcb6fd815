// Reading the two pattern files of greymethod smart.
#include "greycache/policy/lists/smart_patterns.h"

#include <fmt/format.h>

#include <utility>

#include "common/text.h"

namespace greycache {

namespace {

// Not list_lines(): a '#' within a pattern is part of it.
ListLine last_pattern(std::string_view text, ListComplaints& complaints) {
  ListLine last;
  int patterns = 0;
  int number = 0;
  for (const std::string_view line : split(without_byte_order_mark(text), '\n')) {
    ++number;
    const std::string_view said = trimmed(line);
    if (said.empty() || said.front() == '#') continue;
    ++patterns;
    last = {number, said};
  }
  if (patterns > 1)
    complaints.add(last.number, "there are several patterns; only this last counts");
  return last;
}

bool read_pattern(std::string_view text, ListComplaints& complaints,
                  std::shared_ptr<const ListPattern>& into) {
  const ListLine line = last_pattern(text, complaints);
  if (line.text.empty()) {
    into = nullptr;
    return true;
  }
  if (const std::string_view meant = inside_delimiters(line.text); !meant.empty()) {
    complaints.add(line.number, fmt::format("what stands around the pattern counts as a part of "
                                            "it; write {}",
                                            escaped(meant)));
  }
  auto pattern = ListPattern::compile(line.text, ListPattern::Case::ignored,
                                      fmt::format("{}:{}", complaints.file(), line.number));
  if (pattern) {
    into = std::make_shared<const ListPattern>(std::move(*pattern));
    return true;
  }
  complaints.add(line.number, fmt::format("\"{}\" is no regular expression: {}; the pattern from "
                                          "before stays",
                                          escaped(line.text), pattern.error()));
  return false;
}

}  // namespace

ListLine SmartPatterns::counting_line(std::string_view text) {
  ListComplaints told_before("");
  return last_pattern(text, told_before);
}

bool SmartPatterns::read_smtp_server(std::string_view text, ListComplaints& complaints) {
  return read_pattern(text, complaints, smtp_server_);
}

bool SmartPatterns::read_dyn_fqdn(std::string_view text, ListComplaints& complaints) {
  return read_pattern(text, complaints, dyn_fqdn_);
}

bool SmartPatterns::is_smtp_server(std::string_view client_name) const {
  return smtp_server_ != nullptr && smtp_server_->matches(client_name);
}

bool SmartPatterns::is_dynamic(std::string_view client_name) const {
  return dyn_fqdn_ != nullptr && dyn_fqdn_->matches(client_name);
}

}  // namespace greycache
