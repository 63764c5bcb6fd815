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

// A parameter that a service of master.cf has for itself ("-o NAME=VALUE").
struct MasterOverride {
  std::string service;  // "submission/inet", as postconf -P names it
  std::string name;     // "smtpd_recipient_restrictions"
  std::string value;    // with what "$name" stands for
  std::string written;  // as it stands there; empty where that is not known
};

struct PostfixState {
  std::string version;  // "3.7.11"
  // What main.cf sets (postconf -n), as written.
  std::map<std::string, std::string, std::less<>> set;
  // Every parameter with what "$name" stands for, defaults included (postconf -x).
  std::map<std::string, std::string, std::less<>> expanded;
  // The same two lists with what "$name" stands for, defaults included.
  std::string recipient_restrictions;
  std::string relay_restrictions;
  bool rejects_unlisted = true;           // smtpd_reject_unlisted_recipient
  std::string instances;                  // multi_instance_directories
  std::vector<std::string> services;      // lines of master.cf, each in one line (postconf -M)
  std::vector<MasterOverride> overrides;  // in the order of master.cf

  // The line of our service in master.cf, with single blanks; empty where there is none.
  std::string service() const;
  // A parameter as main.cf has it; empty where it has none.
  std::string value(std::string_view name) const;
  // A parameter as it counts; empty where Postfix has none of that name.
  std::string in_force(std::string_view name) const;
  // Whether smtpd_relay_restrictions refuse to relay before smtpd_recipient_restrictions are asked.
  // Postfix before 3.6 asks them behind these, and has no
  // smtpd_relay_before_recipient_restrictions.
  bool relaying_is_refused_before() const;
  // The line of the service in master.cf that a check of "unix:private/NAME" asks, with single
  // blanks; empty of other places, and where there is none.
  std::string service_asked_at(std::string_view place) const;
};

// What postconf(1) prints.
struct PostconfTexts {
  std::string set;                  // -n
  std::string expanded;             // -x
  std::string services;             // -M
  std::string overrides;            // -Px
  std::string written_overrides{};  // -P
};

PostfixState postfix_state_of(const PostconfTexts& texts);

// "name = value" lines.
std::map<std::string, std::string, std::less<>> parse_parameters(std::string_view text);

// "submission/inet/NAME = VALUE" lines: `values` (postconf -Px), and the same as `written` (-P).
std::vector<MasterOverride> parse_overrides(std::string_view values, std::string_view written);

// The lines of a text that are not empty.
std::vector<std::string> lines_of(std::string_view text);

// The fields of a line of master.cf, with single blanks between.
std::string with_single_blanks(std::string_view line);

}  // namespace greycache
