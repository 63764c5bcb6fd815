// What Postfix's configuration says of what concerns us, as postconf(1) prints it.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

// The name of our service in master.cf, as postconf -M takes it and as a check names it.
inline constexpr std::string_view kServiceName = "greypolicy";
inline constexpr std::string_view kServiceEntry = "greypolicy/unix";
inline constexpr std::string_view kServicePlace = "unix:private/greypolicy";
inline constexpr std::string_view kTimeLimit = "greypolicy_time_limit";
inline constexpr std::string_view kRecipientRestrictions = "smtpd_recipient_restrictions";
inline constexpr std::string_view kRelayRestrictions = "smtpd_relay_restrictions";

struct PostfixState {
  std::string version;  // "3.7.11"
  // What main.cf sets (postconf -n), as written.
  std::map<std::string, std::string, std::less<>> set;
  // The same two lists with what "$name" stands for, defaults included.
  std::string recipient_restrictions;
  std::string relay_restrictions;
  bool rejects_unlisted = true;        // smtpd_reject_unlisted_recipient
  std::string instances;               // multi_instance_directories
  std::vector<std::string> services;   // lines of master.cf, each in one line (postconf -M)
  std::vector<std::string> overrides;  // "submission/inet/NAME = VALUE" (postconf -P)

  // The line of our service in master.cf; empty where there is none.
  std::string service() const;
  // A parameter as main.cf has it; empty where it has none.
  std::string value(std::string_view name) const;
};

// "name = value" lines.
std::map<std::string, std::string, std::less<>> parse_parameters(std::string_view text);

// The lines of a text that are not empty.
std::vector<std::string> lines_of(std::string_view text);

// The fields of a line of master.cf, with single blanks between.
std::string with_single_blanks(std::string_view line);

}  // namespace greycache
