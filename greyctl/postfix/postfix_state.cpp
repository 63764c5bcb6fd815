// Reads what postconf(1) prints.
#include "greyctl/postfix/postfix_state.h"

#include "common/text.h"
#include "greyctl/postfix/restriction_list.h"

namespace greycache {

std::string PostfixState::service() const {
  return service_asked_at(kServicePlace);
}

std::string PostfixState::service_asked_at(std::string_view place) const {
  constexpr std::string_view kPrivate = "unix:private/";
  if (!place.starts_with(kPrivate)) return {};
  const std::string beginning = std::string(place.substr(kPrivate.size())) + " unix ";
  for (const std::string& line : services) {
    std::string fields = with_single_blanks(line);
    if (fields.starts_with(beginning)) return fields;
  }
  return {};
}

std::string PostfixState::value(std::string_view name) const {
  const auto found = set.find(name);
  return found == set.end() ? "" : found->second;
}

std::string PostfixState::in_force(std::string_view name) const {
  const auto found = expanded.find(name);
  return found == expanded.end() ? "" : found->second;
}

bool PostfixState::relaying_is_refused_before() const {
  return in_force("smtpd_relay_before_recipient_restrictions") == "yes" &&
         RestrictionList(relay_restrictions).relay_guard().has_value();
}

std::map<std::string, std::string, std::less<>> parse_parameters(std::string_view text) {
  std::map<std::string, std::string, std::less<>> parameters;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    parameters[std::string(trimmed(line.substr(0, equals)))] = trimmed(line.substr(equals + 1));
  }
  return parameters;
}

PostfixState postfix_state_of(const PostconfTexts& texts) {
  PostfixState state;
  state.set = parse_parameters(texts.set);
  state.expanded = parse_parameters(texts.expanded);
  state.version = state.in_force("mail_version");
  state.recipient_restrictions = state.in_force(kRecipientRestrictions);
  state.relay_restrictions = state.in_force(kRelayRestrictions);
  state.rejects_unlisted = state.in_force("smtpd_reject_unlisted_recipient") != "no";
  state.instances = state.in_force("multi_instance_directories");
  state.services = lines_of(texts.services);
  state.overrides = parse_overrides(texts.overrides, texts.written_overrides);
  return state;
}

std::vector<MasterOverride> parse_overrides(std::string_view values, std::string_view written) {
  const auto all_written = parse_parameters(written);
  std::vector<MasterOverride> overrides;
  for (const std::string& line : lines_of(values)) {
    const std::size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    const std::string key(trimmed(std::string_view(line).substr(0, equals)));
    const std::size_t slash = key.rfind('/');
    if (slash == std::string::npos) continue;
    const auto as_written = all_written.find(key);
    overrides.push_back({key.substr(0, slash), key.substr(slash + 1),
                         std::string(trimmed(std::string_view(line).substr(equals + 1))),
                         as_written == all_written.end() ? "" : as_written->second});
  }
  return overrides;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) {
    if (!trimmed(line).empty()) lines.emplace_back(trimmed(line));
  }
  return lines;
}

std::string with_single_blanks(std::string_view line) {
  std::string text;
  for (const char c : trimmed(line)) {
    const bool blank = c == ' ' || c == '\t';
    if (!blank) text += c;
    if (blank && !text.ends_with(' ')) text += ' ';
  }
  return text;
}

}  // namespace greycache
